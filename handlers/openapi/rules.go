package openapi

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/swaggest/jsonschema-go"

	"qadam/i18n"
	"qadam/models"
)

// rules are what a field's validate tag says of the field itself, and after "dive" of each of its items.
type rules struct {
	required, omitempty bool
	own, items          []rule
	kind                reflect.Kind
}

// rule is one part of a validate tag, such as max=200.
type rule struct{ name, param string }

func readRules(f reflect.StructField) rules {
	out := rules{kind: f.Type.Kind()}
	if out.kind == reflect.Pointer {
		out.kind = f.Type.Elem().Kind()
	}
	to := &out.own
	for part := range strings.SplitSeq(f.Tag.Get("validate"), ",") {
		name, param, _ := strings.Cut(part, "=")
		switch {
		case name == "":
		case name == "dive":
			to = &out.items
		case (name == "required" || name == "filled") && to == &out.own:
			out.required = true
			out.own = append(out.own, rule{name, param})
		case name == "omitempty":
			out.omitempty = true
		case name == "language":
			*to = append(*to, rule{"enum", strings.Join(i18n.Tags(), " ")})
		case name == "enum" && param == "":
			*to = append(*to, rule{name, strings.Join(enumOf(memberType(f.Type)), " ")})
		default:
			*to = append(*to, rule{name, param})
		}
	}
	return out
}

// memberType is the type of a list's items, or the type itself.
func memberType(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Slice {
		return t.Elem()
	}
	return t
}

// zeroFails tells that leaving a member out breaks a rule although it is not marked as required.
func (r rules) zeroFails() bool {
	return !r.omitempty && slices.ContainsFunc(r.own, func(x rule) bool {
		n, err := strconv.Atoi(x.param)
		return x.name == "min" && err == nil && n > 0
	})
}

func (r rules) apply(s *jsonschema.Schema) {
	for _, x := range r.own {
		x.apply(s, r.kind, r.omitempty)
	}
	if s.Items != nil && s.Items.SchemaOrBool != nil && s.Items.SchemaOrBool.TypeObject != nil &&
		s.Items.SchemaOrBool.TypeObject.Ref == nil {
		items := s.Items.SchemaOrBool.TypeObject
		for _, x := range r.items {
			x.apply(items, kindOf(items), false)
		}
	}
}

func kindOf(s *jsonschema.Schema) reflect.Kind {
	if s.HasType(jsonschema.Integer) {
		return reflect.Int
	}
	return reflect.String
}

// apply writes a rule as JSON Schema; may be empty adds the empty text to what is allowed.
func (x rule) apply(s *jsonschema.Schema, kind reflect.Kind, maybeEmpty bool) {
	n, _ := strconv.ParseInt(x.param, 10, 64)
	switch x.name {
	case "required", "filled":
		if kind == reflect.String && s.Format == nil {
			s.WithMinLength(max(s.MinLength, 1))
		}
		if x.name == "filled" {
			s.WithPattern(`\S`)
		}
	case "fromzero":
		words := s.Description
		*s = jsonschema.Schema{}
		if money(s); words != nil {
			s.Description = words
		}
		s.Properties["amount"].TypeObject.WithPattern(models.FromZeroShape)
	case "min":
		bound(kind, func() { s.WithMinLength(n) }, func() { s.WithMinItems(n) }, func() { s.WithMinimum(float64(n)) })
	case "max":
		bound(kind, func() { s.WithMaxLength(n) }, func() { s.WithMaxItems(n) }, func() { s.WithMaximum(float64(n)) })
	case "len":
		bound(kind, func() {
			if s.WithMaxLength(n); !maybeEmpty {
				s.WithMinLength(n)
			}
		}, func() { s.WithMinItems(n).WithMaxItems(n) }, func() { s.WithConst(n) })
	case "enum":
		s.Enum, s.MinLength, s.Pattern = nil, 0, nil
		for value := range strings.FieldsSeq(x.param) {
			s.Enum = append(s.Enum, value)
		}
		if maybeEmpty {
			s.Enum = append(s.Enum, "")
		}
	case "unique":
		if x.param == "" { // unique by a member is more than JSON Schema can say, and generators want no half of it
			s.WithUniqueItems(true)
		}
	case "email":
		s.WithFormat("email")
	default:
		pattern, ok := patterns[x.name]
		if !ok {
			pattern, ok = models.Shapes[x.name]
		}
		if ok {
			if maybeEmpty {
				pattern = "^$|" + pattern
			}
			s.WithPattern(pattern)
		}
	}
}

// bound does what fits a kind that has characters, items or a value.
func bound(kind reflect.Kind, characters, items, value func()) {
	switch kind {
	case reflect.String:
		characters()
	case reflect.Slice:
		items()
	default:
		value()
	}
}

// patterns are the texts that a validate tag stands for where models.Shapes does not say it. They are wider than the rule, which
// knows the codes, zones and addresses that exist.
var patterns = map[string]string{
	"country":            `^[A-Z]{3}$`,
	"currency":           `^[A-Z]{3}$`,
	"http_url":           `^https?://`,
	"bcp47_language_tag": `^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`,
	"timezone":           `^[A-Za-z0-9_+/-]+$`,
}
