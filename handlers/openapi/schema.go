package openapi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/swaggest/jsonschema-go"

	"qadam/models"
)

// The schemas of the API's description come from the Go types. What an input must obey is read from its validate tags,
// the same that app/validate.go checks; a rule is written once.

// use is what a type serves as: its schema differs by it.
type use int

const (
	asOutput use = iota // every member is there; nothing is limited but in its kind
	asInput             // what validate tags say
	asPatch             // an input of which nothing is required, null empties what may be empty, and what never changes is left out
)

// schemas collects the named schemas that operations refer to.
type schemas struct {
	all       map[string]jsonschema.Schema
	reflector map[use]*jsonschema.Reflector
	named     map[string]bool // those of answers that can hold the names of what they refer to
	fault     error
}

func newSchemas() *schemas {
	s := &schemas{all: map[string]jsonschema.Schema{}, reflector: map[use]*jsonschema.Reflector{}, named: map[string]bool{}}
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

// describeNames says that the answers of some routes can hold the names of what they refer to.
func (s *schemas) describeNames() {
	name := s.refer(models.Name{}, asOutput)
	member := (&jsonschema.Schema{}).WithType(jsonschema.Object.Type()).WithAdditionalProperties(name.ToSchemaOrBool()).
		WithDescription("With expand=names, and at the top of an answer alone: what its ids, and themes' codes, stand for, by id or code.")
	for _, of := range sorted(s.named) {
		answer := s.all[of]
		if _, taken := answer.Properties[NamedMember]; taken {
			s.fault = fmt.Errorf("%s has a member %s of its own", of, NamedMember)
		}
		s.all[of] = *answer.WithPropertiesItem(NamedMember, member.ToSchemaOrBool())
	}
}

// contents are the texts of their own that objects hold as content, by the objects' schemas.
var contents = map[string]any{"Report": models.ReportContent{}, "Ranking": models.RankingContent{}}

// describeContents says of what type the contents of reports and rankings are. Their members hold them as the text that was proved.
func (s *schemas) describeContents() {
	for _, name := range sorted(contents) {
		member := s.all[name].Properties["content"]
		if member.TypeObject == nil {
			continue // no route gives it
		}
		ref := s.refer(contents[name], asOutput)
		member.TypeObject.AllOf = []jsonschema.SchemaOrBool{ref.ToSchemaOrBool()}
	}
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
		setFormat(s)
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
		s.WithFormat("double")
	case reflect.TypeFor[models.RawJSON]():
	case reflect.TypeFor[models.Money]():
		money(s)
	default:
		return false, nil
	}
	return true, nil
}

// setFormat says in what a number fits, by its kind in Go.
func setFormat(s *jsonschema.Schema) {
	if s.ReflectType == nil || s.Format != nil {
		return
	}
	t := s.ReflectType
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		s.WithFormat("int64")
	case reflect.Int32, reflect.Int16, reflect.Int8:
		s.WithFormat("int32")
	case reflect.Float64:
		s.WithFormat("double")
	default:
	}
}

// money is an amount as text and its currency.
func money(s *jsonschema.Schema) {
	closed := false
	amount := (&jsonschema.Schema{}).WithType(jsonschema.String.Type()).WithPattern(models.AmountShape).WithExamples(
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
		if u != asOutput && p.Field.Tag.Get("writable") == "no" || u == asPatch && p.Field.Tag.Get("patch") == "-" {
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
		setDay(s, p.Field.Type)
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

// setDay says between which years days and instants lie.
func setDay(s *jsonschema.Schema, t reflect.Type) {
	switch t {
	case reflect.TypeFor[models.Date]():
		s.WithPattern(models.DayShape)
	case reflect.TypeFor[*time.Time](), reflect.TypeFor[time.Time]():
		s.WithPattern(models.InstantShape)
	}
}

// setDefault says what a member of something new has when it is left out, where that is no empty value.
func setDefault(s *jsonschema.Schema, f reflect.StructField, u use) {
	switch {
	case u != asInput:
		s.Default = nil
	case f.Type.Kind() == reflect.Bool && s.Default == nil:
		s.WithDefault(false)
	case f.Type.Kind() == reflect.String && s.Default != nil: // the tag is JSON, and was taken as a text
		var text string
		if json.Unmarshal([]byte(f.Tag.Get("default")), &text) == nil {
			s.WithDefault(text)
		}
	}
}

// mayBeAbsent tells that a member is left out of an answer when there is nothing to say.
func mayBeAbsent(f reflect.StructField) bool { return strings.Contains(f.Tag.Get("json"), ",omit") }

func setNull(s *jsonschema.Schema, null bool) {
	s.RemoveType(jsonschema.Null)
	switch {
	case !null, s.Ref == nil && s.Type == nil: // anything may be null already
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
