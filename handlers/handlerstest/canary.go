package handlerstest

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"qadam/models"
)

// plants are the canaries of a world: a text, an amount or a day that stands nowhere else, in every field that people
// write freely. Fields are found by reflection over the inputs, so that new ones join by themselves.
type plants struct {
	byID map[models.ID]*planted
	All  []*planted
	n    int
	uses map[models.ID]models.ID // the object whose documents name a file
}

// planted is an object of the world as it was written, or a step of one.
type planted struct {
	Noun, Name string
	id         models.ID
	in         any
	by         models.Actor
	of         *planted // the object that a step is of
	status     string   // after the last step, "" before the first
	Canaries   []canary
}

// canary is what was planted in a field.
type canary struct {
	Word  string
	Field string // the field of the input, without those inside it
}

// plant writes canaries into an input that is about to be used.
func (p *plants) plant(noun, name string, by models.Actor, in any) *planted {
	if p == nil {
		return nil
	}
	o := &planted{Noun: noun, Name: name, by: by}
	p.fill(o, "", "", noun, reflect.ValueOf(in).Elem())
	o.in = reflect.ValueOf(in).Elem().Interface()
	p.All = append(p.All, o)
	return o
}

// created notes the id that an object was given.
func (p *plants) created(o *planted, id models.ID) {
	if p != nil {
		o.id, p.byID[id] = id, o
	}
}

// step plants the reason of a step of an object.
func (p *plants) step(id models.ID, in *models.StepInput) {
	if p == nil {
		return
	}
	of := p.byID[id]
	of.status = in.To
	o := p.plant(of.Noun+".step", of.Name+" to "+in.To, models.Actor{}, in)
	o.of = of
}

// bound are the validate tags of texts that are not free.
var bound = slices.AppendSeq([]string{"language", "country", "currency", "timezone", "bcp47", "number"}, maps.Keys(models.Shapes))

// fill plants in one value; tag is its validate tag.
func (p *plants) fill(o *planted, field, tag, noun string, v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *models.Money:
		p.n++
		*x = models.Money{Minor: 70_000_003 + int64(p.n)*1_013, Currency: "USD"}
		o.Canaries = append(o.Canaries, canary{Word: x.Decimal().StringFixed(2), Field: field})
		return
	case *models.Date:
		if noun != "mission" && noun != "need" {
			return // the world needs the days of other nouns in their order
		}
		p.n++
		if *x = models.Date("1993-01-01").AddDays(p.n); noun == "need" {
			*x = models.Date("2031-01-01").AddDays(p.n)
		}
		o.Canaries = append(o.Canaries, canary{Word: string(*x), Field: field})
		return
	}
	if noun == "mailbox" {
		return // its address is that of a user or contact, in whom it is planted
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, f := range reflect.VisibleFields(v.Type()) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous || !f.IsExported() || name == "" || name == "-" || name == "to" || f.Tag.Get("writable") == "no" {
				continue
			}
			p.fill(o, cmp.Or(field, name), f.Tag.Get("validate"), noun, v.FieldByIndex(f.Index))
		}
	case reflect.Slice:
		for i := range v.Len() {
			p.fill(o, field, tag, noun, v.Index(i))
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			p.text(o, field, tag, v)
		}
	}
}

// text plants a word in a free text.
func (p *plants) text(o *planted, field, tag string, v reflect.Value) {
	for _, b := range bound {
		if strings.Contains(tag, b) {
			return
		}
	}
	p.n++
	word := fmt.Sprintf("qzx%05dw", p.n)
	o.Canaries = append(o.Canaries, canary{Word: word, Field: field})
	switch {
	case strings.Contains(tag, "email"):
		v.SetString(word + "@example.org")
	case strings.Contains(tag, "http_url"):
		v.SetString("https://example.org/" + word)
	default:
		v.SetString(strings.TrimSpace(v.String() + " " + word))
	}
}
