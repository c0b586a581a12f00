package openapi

import (
	"slices"
	"strings"

	"github.com/swaggest/jsonschema-go"
)

// exampleRef refers to the example that is kept once for all answers of its schema.
type exampleRef struct {
	Ref string `json:"$ref"`
}

// example is one that answers refer to.
type example struct {
	Value any `json:"value"`
}

// fileExamples are the examples of answers that are no JSON objects.
var fileExamples = map[string]string{
	"text/csv":             "reference,title\nKAZ-2021-07,Example need (fiction)\n",
	"application/x-ndjson": `{"reference":"KAZ-2021-07","title":"Example need (fiction)"}` + "\n",
	"text/plain":           "ok\n",
	"text/html":            "<!doctype html><title>Qadam</title>",
	jsonType:               "{}",
}

// showExamples gives each answer that is no fault an example: one of its schema, made from the examples of the schema's members.
func (d *document) showExamples(all map[string]jsonschema.Schema) {
	d.Components.Examples = map[string]example{}
	maker := exampleMaker(all)
	for _, op := range d.order {
		for status, r := range op.Responses {
			if status[0] != '2' {
				continue
			}
			for kind, m := range r.Content {
				if m.Schema.Ref == nil {
					m.Example = fileExamples[kind]
				} else {
					name := refName(*m.Schema.Ref)
					if _, made := d.Components.Examples[name]; !made {
						value, _ := maker.of(m.Schema, nil)
						d.Components.Examples[name] = example{value}
					}
					m.Examples = map[string]exampleRef{"answer": {"#/components/examples/" + name}}
				}
				r.Content[kind] = m
			}
		}
	}
}

func refName(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// exampleMaker makes examples of schemas, by the schemas' names.
type exampleMaker map[string]jsonschema.Schema

// of makes an example of a schema within others; false where it would have to hold itself.
func (all exampleMaker) of(s jsonschema.Schema, within []string) (any, bool) {
	if s.Ref != nil {
		name := refName(*s.Ref)
		if slices.Contains(within, name) {
			return nil, false
		}
		return all.of(all[name], append(slices.Clip(within), name))
	}
	for _, choice := range slices.Concat(s.AllOf, s.AnyOf) {
		if choice.TypeObject != nil {
			if v, ok := all.of(*choice.TypeObject, within); ok {
				return v, true
			}
		}
	}
	if len(s.Examples) > 0 {
		return s.Examples[0], true
	}
	for _, v := range s.Enum {
		if v != nil && v != "" {
			return v, true
		}
	}
	switch {
	case len(s.Properties) > 0:
		return all.object(s, within)
	case s.HasType(jsonschema.Array):
		if s.Items != nil && s.Items.SchemaOrBool != nil && s.Items.SchemaOrBool.TypeObject != nil {
			if v, ok := all.of(*s.Items.SchemaOrBool.TypeObject, within); ok {
				return []any{v}, true
			}
		}
		return []any{}, true
	}
	return scalarExample(s), true
}

// object makes an example with the members that are always there.
func (all exampleMaker) object(s jsonschema.Schema, within []string) (any, bool) {
	out := map[string]any{}
	for _, name := range s.Required {
		member := s.Properties[name]
		if member.TypeObject == nil {
			continue
		}
		v, ok := all.of(*member.TypeObject, within)
		if !ok && !takesNull(*member.TypeObject) {
			return nil, false
		}
		out[name] = v
	}
	return out, true
}

func takesNull(s jsonschema.Schema) bool {
	return s.HasType(jsonschema.Null) || slices.ContainsFunc(s.AnyOf, func(c jsonschema.SchemaOrBool) bool {
		return c.TypeObject != nil && c.TypeObject.HasType(jsonschema.Null)
	})
}

var formatExamples = map[string]string{"date": "2021-02-15", "date-time": "2021-02-15T09:00:00Z", "email": "name@example.org"}

func scalarExample(s jsonschema.Schema) any {
	switch {
	case s.HasType(jsonschema.String) && s.Format != nil && *s.Format == "uuid":
		return illustration("id")
	case s.HasType(jsonschema.String) && s.Format != nil && formatExamples[*s.Format] != "":
		return formatExamples[*s.Format]
	case s.HasType(jsonschema.String):
		return "Example (fiction)"
	case s.HasType(jsonschema.Integer), s.HasType(jsonschema.Number):
		return 1
	case s.HasType(jsonschema.Boolean):
		return false
	case s.HasType(jsonschema.Null):
		return nil
	}
	return map[string]any{}
}
