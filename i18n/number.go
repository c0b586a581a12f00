package i18n

import (
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

var printers = newPrinters()

func newPrinters() map[string]*message.Printer {
	out := map[string]*message.Printer{}
	for _, l := range Languages {
		// The digits are those of references and days, in Arabic, too.
		out[l.Tag] = message.NewPrinter(language.MustParse(l.Tag + "-u-nu-latn"))
	}
	return out
}

// Number writes a number with so many decimals as the language does.
func (l Language) Number(n float64, decimals int) string {
	return printers[l.Tag].Sprint(number.Decimal(n, number.Scale(decimals)))
}
