package seeds

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// The words of a scaled portfolio, in three languages of the region. Subjects and actions are common words; the number of
// a depot, a post or a laboratory is a rare one, so that a search meets both.

// tongue is the vocabulary of one language.
type tongue struct {
	actions, subjects, places, sentences []string
}

var english = tongue{
	actions: []string{"Training on", "Equipment for", "Legal drafting on", "Mentoring in", "Procedures for", "An electronic register for",
		"Laboratory support for", "Advice on"},
	subjects: []string{"the marking of firearms", "record-keeping of weapons stocks", "tracing requests", "the physical security of depots",
		"the destruction of surplus ammunition",
		"export licences", "transit controls", "risk profiles at customs", "ballistic identification",
		"the prosecution of trafficking cases", "mutual legal assistance",
		"components of improvised explosive devices", "components of unmanned aircraft", "financial investigations",
		"the exchange of information", "prisons and rehabilitation"},
	places: []string{"at border post %d", "in depot %d", "for customs terminal %d", "for laboratory %d", "in district %d", "for unit %d"},
	sentences: []string{"Records are kept on paper and cannot be searched.", "The mission saw that the alarm had been out of order for " +
		"a year.", "Staff rotate every two years and take what they learned with them.",
		"The law names the duty, and no decree says who carries it out.",
		"Two institutions keep registers that do not speak to each other.",
		"Requests from abroad wait for an answer for five months on average.",
		"The laboratory can compare bullets and not cartridge cases.",
		"Officers asked for exercises with their neighbours across the border.", "No budget line pays for upkeep after the first year.",
		"Women make up a tenth of the unit and are not trained for searches.", "The scanner stands unused because its licence ran out.",
		"An inventory in spring found weapons without a legible mark."},
}

var russian = tongue{
	actions: []string{"Обучение по теме:", "Оборудование:", "Подготовка закона:", "Наставничество:", "Порядок действий:",
		"Электронный реестр:", "Поддержка лаборатории:", "Консультации:"},
	subjects: []string{"маркировка огнестрельного оружия", "учёт запасов оружия", "запросы на отслеживание",
		"физическая безопасность складов", "уничтожение излишков боеприпасов",
		"экспортные лицензии", "контроль транзита", "профили рисков на таможне", "баллистическая идентификация",
		"уголовное преследование торговли оружием", "взаимная правовая помощь",
		"компоненты самодельных взрывных устройств", "компоненты беспилотных аппаратов", "финансовые расследования", "обмен информацией",
		"тюрьмы и реабилитация"},
	places: []string{"на пограничном посту %d", "на складе %d", "для таможенного терминала %d", "для лаборатории %d", "в районе %d",
		"для подразделения %d"},
	sentences: []string{"Учёт ведётся на бумаге, и поиск по нему невозможен.", "Миссия увидела, что сигнализация не работает уже год.",
		"Сотрудники меняются каждые два года и уносят знания с собой.",
		"Закон называет обязанность, но ни один акт не говорит, кто её исполняет.",
		"Два ведомства ведут реестры, которые не связаны между собой.", "Запросы из-за рубежа ждут ответа в среднем пять месяцев.",
		"Лаборатория сравнивает пули, но не гильзы.", "Офицеры просили провести учения с соседями через границу.",
		"На содержание после первого года денег не предусмотрено."},
}

var kazakh = tongue{
	actions: []string{"Оқыту:", "Жабдық:", "Заң дайындау:", "Тәлімгерлік:", "Рәсімдер:", "Электрондық тізілім:", "Зертханаға қолдау:",
		"Кеңес беру:"},
	subjects: []string{"атыс қаруын таңбалау", "қару қорын есепке алу", "қадағалау сұраулары", "қоймалардың физикалық қауіпсіздігі",
		"артық оқ-дәрілерді жою",
		"экспорттық лицензиялар", "транзитті бақылау", "кедендегі тәуекел бейіндері", "баллистикалық сәйкестендіру",
		"қару саудасын қудалау", "өзара құқықтық көмек",
		"қолдан жасалған жарылғыш құрылғылар", "ұшқышсыз аппараттардың бөлшектері", "қаржылық тергеу", "ақпарат алмасу",
		"түрмелер мен оңалту"},
	places: []string{"№%d шекара бекетінде", "№%d қоймада", "№%d кеден терминалы үшін", "№%d зертхана үшін", "№%d ауданда",
		"№%d бөлімше үшін"},
	sentences: []string{"Есеп қағаз жүзінде жүргізіледі, іздеу мүмкін емес.", "Дабыл жүйесі бір жыл бойы жұмыс істемейді.",
		"Қызметкерлер екі жыл сайын ауысады.",
		"Заңда міндет аталған, бірақ кім орындайтыны айтылмаған.", "Екі мекеменің тізілімдері байланыспаған.",
		"Шетелден келген сұраулар орта есеппен бес ай күтеді.",
		"Зертхана оқтарды салыстырады, гильзаларды салыстырмайды.", "Офицерлер көршілермен бірге жаттығу өткізуді сұрады."},
}

// tongueOf picks a language: half English, the rest Russian more often than Kazakh.
func tongueOf(r *rand.Rand) tongue {
	switch n := r.IntN(10); {
	case n < 5:
		return english
	case n < 8:
		return russian
	}
	return kazakh
}

func (t tongue) title(r *rand.Rand) string {
	return oneOf(r, t.actions...) + " " + t.subject(r) + " " + fmt.Sprintf(oneOf(r, t.places...), 1+r.IntN(9000))
}

// subject picks a subject, the first ones more often.
func (t tongue) subject(r *rand.Rand) string {
	return t.subjects[min(r.IntN(len(t.subjects)), r.IntN(len(t.subjects)))]
}

// prose joins some sentences.
func (t tongue) prose(r *rand.Rand, sentences int) string {
	out := make([]string, sentences)
	for i := range out {
		out[i] = oneOf(r, t.sentences...)
	}
	return strings.Join(out, " ")
}

var scaleInstitutions = []string{"Ministry of Invention", "Border Service", "Customs Committee", "Forensic Laboratory",
	"Prosecutor's Office", "Prison Service", "Interior Troops", "Export Licence Office"}

var milestoneTitles = []string{"Work plan agreed", "Experts named", "First course held", "Equipment handed over", "Final report accepted",
	"План работ согласован", "Эксперты назначены", "Первый курс проведён", "Жұмыс жоспары келісілді", "Жабдық тапсырылды"}
