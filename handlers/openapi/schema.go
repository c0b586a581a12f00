package openapi

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/swaggest/jsonschema-go"

	"qadam/i18n"
	"qadam/models"
)

// The schemas of the API's description come from the Go types. What an input must obey is read from its validate tags,
// the same that app/validate.go checks; a rule is written once.

// use is what a type serves as: its schema differs by it.
type use int

const (
	asOutput use = iota // every member is there; nothing is limited but in its kind
	asInput             // what validate tags say
	asPatch             // an input of which nothing is required, and null empties what may be empty
)

// schemas collects the named schemas that operations refer to.
type schemas struct {
	all       map[string]jsonschema.Schema
	reflector map[use]*jsonschema.Reflector
	fault     error
}

func newSchemas() *schemas {
	s := &schemas{all: map[string]jsonschema.Schema{}, reflector: map[use]*jsonschema.Reflector{}}
	for _, u := range []use{asOutput, asInput, asPatch} {
		r := &jsonschema.Reflector{}
		for _, scalar := range []any{models.ID(""), models.Date(""), models.Score(0), models.RawJSON(""), time.Time{}} {
			r.InlineDefinition(scalar)
		}
		r.DefaultOptions = []func(*jsonschema.ReflectContext){
			jsonschema.RootRef, jsonschema.DefinitionsPrefix("#/components/schemas/"),
			jsonschema.CollectDefinitions(func(name string, found jsonschema.Schema) { s.all[name] = found }),
			jsonschema.InterceptDefName(func(t reflect.Type, _ string) string { return schemaName(t, u) }),
			jsonschema.InterceptSchema(shapeType),
			jsonschema.InterceptProp(func(p jsonschema.InterceptPropParams) error { return shapeMember(p, u) }),
		}
		s.reflector[u] = r
	}
	return s
}

// refer adds a type with all that it is made of, and gives the reference to it.
func (s *schemas) refer(v any, u use) jsonschema.Schema {
	found, err := s.reflector[u].Reflect(v)
	if err != nil && s.fault == nil {
		s.fault = err
	}
	return jsonschema.Schema{Ref: found.Ref}
}

// schemaName names a type's schema: Need, NeedInput, NeedPatch, NeedPage.
func schemaName(t reflect.Type, u use) string {
	name := t.Name()
	if inner, isPage := strings.CutPrefix(name, "Page["); isPage {
		return strings.TrimSuffix(inner[strings.LastIndexByte(inner, '.')+1:], "]") + "Page"
	}
	if t == reflect.TypeFor[models.Money]() || u == asOutput || t.Kind() != reflect.Struct {
		return name
	}
	name = strings.TrimSuffix(name, "Input")
	if u == asPatch && t.Name() != name {
		return name + "Patch"
	}
	return name + "Input"
}

// shapeType writes the kinds that have a JSON form of their own, and closes all objects.
func shapeType(p jsonschema.InterceptSchemaParams) (stop bool, err error) {
	s := p.Schema
	if p.Processed {
		if s.HasType(jsonschema.Object) && s.AdditionalProperties == nil {
			closed := false
			s.AdditionalProperties = &jsonschema.SchemaOrBool{TypeBoolean: &closed}
		}
		if text := typeWords(s.ReflectType); text != "" {
			s.WithDescription(text)
		}
		return false, nil
	}
	t := p.Value.Type()
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[models.ID]():
		s.AddType(jsonschema.String)
		s.WithFormat("uuid")
	case reflect.TypeFor[models.Date]():
		s.AddType(jsonschema.String)
		s.WithFormat("date")
	case reflect.TypeFor[models.Score]():
		s.AddType(jsonschema.Number)
	case reflect.TypeFor[models.RawJSON]():
	case reflect.TypeFor[models.Money]():
		money(s)
	default:
		return false, nil
	}
	return true, nil
}

// money is an amount as text and its currency.
func money(s *jsonschema.Schema) {
	closed := false
	amount := (&jsonschema.Schema{}).WithType(jsonschema.String.Type()).WithPattern(`^-?[0-9]{1,12}(\.[0-9]{1,4})?$`).WithExamples(
		"120000.00").
		WithDescription("Exact, as text; no more decimals than the currency's minor unit in ISO 4217.")
	currency := (&jsonschema.Schema{}).WithType(jsonschema.String.Type()).WithPattern(patterns["currency"]).WithExamples(
		"USD").WithDescription("ISO 4217 code.")
	s.AddType(jsonschema.Object)
	s.WithPropertiesItem("amount", amount.ToSchemaOrBool()).WithPropertiesItem("currency", currency.ToSchemaOrBool()).WithRequired("amount",
		"currency")
	s.AdditionalProperties = &jsonschema.SchemaOrBool{TypeBoolean: &closed}
	s.WithDescription("An exact amount in one currency.")
}

// shapeMember finishes one member of an object: whether it must be there, may be null, and what it must obey.
func shapeMember(p jsonschema.InterceptPropParams, u use) error {
	if !p.Processed {
		if u != asOutput && p.Field.Tag.Get("writable") == "no" {
			return jsonschema.ErrSkipProperty
		}
		return nil
	}
	owner := p.ParentSchema.ReflectType
	for owner.Kind() == reflect.Pointer {
		owner = owner.Elem()
	}
	if u == asPatch && len(p.Path) > 2 {
		u = asInput // an object inside a patch is replaced whole
	}
	s, rules := p.PropertySchema, readRules(p.Field)
	switch {
	case u == asOutput && !mayBeAbsent(p.Field),
		u == asInput && (rules.required || rules.zeroFails()):
		p.ParentSchema.Required = append(p.ParentSchema.Required, p.Name)
		slices.Sort(p.ParentSchema.Required)
	}
	if text := memberWords(p.Field, p.Name, u); text != "" {
		s.WithDescription(text)
	}
	if u == asOutput {
		s.Enum = shownValues(p.Field)
		if len(s.Enum) > 0 && p.Name != "shared" && (hides(owner) || owner == reflect.TypeFor[models.NextStep]()) {
			s.Enum = append(s.Enum, "")
		}
	} else {
		rules.apply(s)
	}
	setDefault(s, p.Field, u)
	setNull(s, mayBeNull(p, owner, rules, u))
	return nil
}

// shownValues lists the values that a member can have in an answer. Inputs are checked, and described, where they come in.
func shownValues(f reflect.StructField) []any {
	some, known := f.Tag.Lookup("enum")
	switch {
	case known && some != "-":
		return anys(strings.Split(some, ","))
	case known || f.Tag.Get("validate") != "":
		return nil
	}
	return anys(enumOf(f.Type))
}

// enumOf lists the values of an enumeration; nil for another type.
func enumOf(t reflect.Type) []string {
	if e, ok := reflect.Zero(t).Interface().(models.Enum); ok {
		return e.Values()
	}
	return nil
}

// hides tells whether some members are left empty for readers who may not see all of the object.
func hides(t reflect.Type) bool {
	for _, sign := range []string{"Shared", "Placeholder", "NeedReference"} {
		if _, found := t.FieldByName(sign); found {
			return true
		}
	}
	return false
}

// mayBeNull tells whether a member can be null: an empty id, date or amount is, and a pointer to nothing.
func mayBeNull(p jsonschema.InterceptPropParams, owner reflect.Type, rules rules, u use) bool {
	t := p.Field.Type
	empties := t.Kind() == reflect.Pointer || t == reflect.TypeFor[models.ID]() || t == reflect.TypeFor[models.Date]() ||
		t == reflect.TypeFor[models.Money]()
	if u == asOutput {
		if mayBeAbsent(p.Field) || p.Name == "id" {
			return false
		}
		return empties && (!rules.required || hides(owner))
	}
	return !rules.required && !rules.zeroFails() // null is the same as leaving it out
}

// setDefault says what a member of something new has when it is left out, where that is no empty value.
func setDefault(s *jsonschema.Schema, f reflect.StructField, u use) {
	switch {
	case u != asInput:
		s.Default = nil
	case f.Type.Kind() == reflect.Bool && s.Default == nil:
		s.WithDefault(false)
	}
}

// mayBeAbsent tells that a member is left out of an answer when there is nothing to say.
func mayBeAbsent(f reflect.StructField) bool { return strings.Contains(f.Tag.Get("json"), ",omit") }

func setNull(s *jsonschema.Schema, null bool) {
	s.RemoveType(jsonschema.Null)
	switch {
	case !null:
	case s.Ref != nil:
		ref := jsonschema.Schema{Ref: s.Ref}
		s.Ref, s.Type = nil, nil
		s.AnyOf = []jsonschema.SchemaOrBool{ref.ToSchemaOrBool(), jsonschema.Null.ToSchemaOrBool()}
	default:
		s.AddType(jsonschema.Null)
		if len(s.Enum) > 0 {
			s.Enum = append(s.Enum, nil)
		}
	}
}

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
		s.Enum, s.MinLength = nil, 0
		for value := range strings.FieldsSeq(x.param) {
			s.Enum = append(s.Enum, value)
		}
		if maybeEmpty {
			s.Enum = append(s.Enum, "")
		}
	case "unique":
		s.WithUniqueItems(true)
	case "excludesall":
		s.WithPattern("^[^" + strings.ReplaceAll(x.param, "0x7C", "|") + "]*$")
	case "email":
		s.WithFormat("email")
	default:
		if pattern, ok := patterns[x.name]; ok {
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

// patterns are the texts that a validate tag stands for. Those that a pattern cannot tell (which codes exist) are wider.
var patterns = map[string]string{
	"slug":               `^[a-z0-9][a-z0-9_-]*$`,
	"reference":          `^[A-Za-z0-9][A-Za-z0-9./-]*$`,
	"country":            `^[A-Z]{3}$`,
	"currency":           `^[A-Z]{3}$`,
	"figure":             `^-?[0-9]+(\.[0-9]+)?$`,
	"rate":               `^[0-9]+(\.[0-9]+)?$`,
	"number":             `^[0-9]+$`,
	"http_url":           `^https?://`,
	"bcp47_language_tag": `^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`,
	"timezone":           `^[A-Za-z0-9_+/-]+$`,
}

// members lists an object's members in the order in which they are declared, as the reference page shows them.
func members(t reflect.Type) []string {
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.Anonymous && name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}

// sorted gives a map's keys in order.
func sorted[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
