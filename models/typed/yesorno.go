package typed

import "qadam/models/fold"

// yesOrNo are the words for yes and no in the languages of the pages, and those that spreadsheets in these languages write.
var yesOrNo = words(
	[]string{"true", "yes", "y", "t", "1", "oui", "vrai", "si", "verdadero", "да", "истина", "نعم", "صحيح", "是", "真"},
	[]string{"false", "no", "n", "f", "0", "non", "faux", "falso", "нет", "ложь", "لا", "خطأ", "否", "假"})

func words(yes, no []string) map[string]bool {
	out := map[string]bool{}
	for _, w := range yes {
		out[fold.Search(w)] = true
	}
	for _, w := range no {
		out[fold.Search(w)] = false
	}
	return out
}

// YesOrNo reads yes, no, true, false, 1 and 0, and the words for them in other languages.
func YesOrNo(text string) (bool, *Fault) {
	yes, known := yesOrNo[fold.Search(text)]
	if !known {
		return false, fault(NotYesOrNo)
	}
	return yes, nil
}
