package web

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"qadam/models"
)

// Sentence is a text of the catalogues with its arguments: texts, numbers, days and amounts of money.
type Sentence struct {
	Key  string
	Args map[string]any
}

// ActForm is the form by which a step is taken. Its words are those of its act: act.DO.title, act.DO.send, and act.DO.VALUE for
// each value that can be chosen.
type ActForm struct {
	Form
	// Do is the act. Of is the part of the page's object that it is about; "" for the object itself, and About names it.
	Do, Of, About string
	// Says are what the reader has to know before, Quotes what others said.
	Says   []Sentence
	Quotes []Quote
	Fields []ActField
	// Hidden is what else the form was shown with, and sends back.
	Hidden []Hidden
	// Version is that of what is changed, as it was read; 0 where nothing is.
	Version int
	// Token makes the same form, sent twice, count once.
	Token string
}

// Hidden is a field that is not seen.
type Hidden struct{ Name, Value string }

// Quote is what somebody said: who in which role, or nobody by name, and when.
type Quote struct {
	On         models.Date
	Name, Role string
	Text       string
}

// ActField is a field of such a form.
type ActField struct {
	Name string
	// Kind is choice (one of few, all seen), several (boxes to tick), one (of many), line, text or day.
	Kind     string
	Optional bool
	// Asks is the label, if another one than the name's; Args are its arguments.
	Asks    string
	Args    map[string]any
	Options []Option
}

// Option is a value that can be chosen: Text says what it is, or without one the words of the act.
type Option struct{ Value, Text string }

// Label is the field's label.
func (f ActField) Label() Sentence { return Sentence{"act.field." + cmp.Or(f.Asks, f.Name), f.Args} }

// actFields are the fields of each act, in their order. Those that choose among objects get their options when the page is made.
var actFields = map[string][]ActField{
	"ask":       nil,
	"write":     nil,
	"choose":    nil,
	"step":      {pick("to", models.NeedStatus("").Values()...), optional(text("reason"))},
	"report":    {pick("answer", "news", "same"), optional(text("words"))},
	"refer":     {one("organisation"), optional(day("until")), optional(text("words"))},
	"met":       {pick("answer", "met", "partly_met", "not_met"), optional(text("reason"))},
	"decide":    {pick("answer", "taken_up", "met", "partly_met", "refuse"), optional(text("reason"))},
	"clock":     {pick("answer", "met", "later"), day("on"), line("reason")},
	"consent":   {pick("answer", "full", "partial", "refuse"), optional(line("instrument")), optional(text("reason"))},
	"renew":     {day("until"), line("instrument")},
	"agree":     {several("needs"), pick("answer", "agree", "decline", "comment"), optional(asking("reason", "reason_or_comment"))},
	"rank":      {pick("answer", "agree", "decline", "comment"), optional(asking("reason", "reason_or_comment"))},
	"take_back": {text("reason")},
	"reply":     {pick("answer", "accepted", "declined"), optional(text("reason"))},
	"note":      {pick("answer", "accepted", "declined", "withdrawn"), optional(text("reason"))},
	"issue":     {line("title")},
	"review":    {pick("answer", "accepted", "returned"), optional(text("reason"))},
	"date":      {pick("answer", "accept", "keep"), optional(text("reason"))},
	"resend":    {pick("health", "on_track", "at_risk", "off_track"), text("words")},
	"comment":   {text("comment")},
	"score":     nil,
}

// Acts are the acts that have a form.
func Acts() []string { return slices.Sorted(maps.Keys(actFields)) }

// NewActForm makes the form of an act about a part of an object; "" is the object itself.
func NewActForm(do string, of models.ID) ActForm {
	f := ActForm{Do: do, Of: string(of), Fields: slices.Clone(actFields[do])}
	f.Key = ActKey(do, string(of))
	return f
}

// ActKey tells apart the forms of a page: by act, and by what it is about.
func ActKey(do, of string) string {
	if of == "" {
		return do
	}
	return do + "-" + of
}

// Offer gives a field its options.
func (f *ActForm) Offer(field string, options ...Option) {
	for i := range f.Fields {
		if f.Fields[i].Name == field {
			f.Fields[i].Options = options
		}
	}
}

// Only leaves of a field's options those with some values.
func (f *ActForm) Only(field string, values ...string) {
	for i := range f.Fields {
		if f.Fields[i].Name == field {
			f.Fields[i].Options = slices.DeleteFunc(slices.Clone(f.Fields[i].Options),
				func(o Option) bool { return !slices.Contains(values, o.Value) })
		}
	}
}

// Add adds a field at a place among the others.
func (f *ActForm) Add(at int, field ActField) { f.Fields = slices.Insert(f.Fields, at, field) }

func pick(name string, values ...string) ActField {
	f := ActField{Name: name, Kind: "choice"}
	for _, v := range values {
		f.Options = append(f.Options, Option{Value: v})
	}
	return f
}

func optional(f ActField) ActField {
	f.Optional = true
	return f
}

func line(name string) ActField { return ActField{Name: name, Kind: "line"} }
func text(name string) ActField { return ActField{Name: name, Kind: "text"} }
func day(name string) ActField  { return ActField{Name: name, Kind: "day"} }
func asking(name, label string) ActField {
	return ActField{Name: name, Kind: "text", Asks: label}
}
func one(name string) ActField     { return ActField{Name: name, Kind: "one"} }
func several(name string) ActField { return ActField{Name: name, Kind: "several"} }

// Spent is the field that says what was spent in all, in a currency.
func Spent(currency string) ActField {
	return ActField{Name: "spent", Kind: "line", Optional: true, Args: map[string]any{"Currency": currency}}
}

// Criterion are the two fields that score a need on a criterion: one of the five points of its scale, and why.
func Criterion(code, name string, scale []string) []ActField {
	value, reason := CriterionFields(code)
	args := map[string]any{"Name": name}
	f := ActField{Name: value, Kind: "choice", Asks: "criterion", Args: args}
	for i, point := range scale {
		f.Options = append(f.Options, Option{Value: strconv.Itoa(i + 1), Text: strconv.Itoa(i+1) + ": " + point})
	}
	return []ActField{f, {Name: reason, Kind: "line", Asks: "criterion_reason", Args: args}}
}

// CriterionFields names these two fields.
func CriterionFields(code string) (value, reason string) { return "value-" + code, "reason-" + code }

// NewDate is the field for another date of a milestone.
func NewDate(id, title string) ActField {
	return ActField{Name: "d-" + id, Kind: "day", Optional: true, Asks: "new_date", Args: map[string]any{"Title": title}}
}

// Delivered is the field that says which milestones are delivered.
func Delivered(milestones ...Option) ActField {
	return ActField{Name: "delivered", Kind: "several", Optional: true, Options: milestones}
}

// Audience is the field that says who reads a comment, for those who can choose.
func Audience(audiences ...string) ActField { return pick("audience", audiences...) }
