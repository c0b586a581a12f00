package openapi_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// schemaText is as much of a schema as these tests look at.
type schemaText struct {
	Ref        string `json:"$ref"`
	Type       any
	Format     string
	Enum       []any
	Items      *schemaText
	AllOf      []schemaText
	Properties map[string]schemaText
}

func (s schemaText) is(kind string) bool {
	some, several := s.Type.([]any)
	return s.Type == kind || several && slices.Contains(some, any(kind))
}

// TestNamesAreUnique holds that no name of a schema is another's, a security scheme's, or that which generators give to an enumeration,
// "ConsentState" for the member state of Consent; that each number has a format; and that contents have their schema.
func TestNamesAreUnique(t *testing.T) {
	t.Parallel()
	var doc struct {
		Components struct {
			Schemas         map[string]schemaText
			SecuritySchemes map[string]any
		}
		Paths map[string]map[string]struct{ Parameters []struct{ Schema schemaText } }
	}
	a := handlerstest.Start(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	if err := json.Unmarshal(handlerstest.Described(t, a).Text, &doc); err != nil {
		t.Fatal(err)
	}
	plain := func(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }
	known := map[string]string{}
	add := func(name, of string) {
		if was := known[plain(name)]; was != "" {
			t.Errorf("%s is the name of %s and of %s", name, was, of)
		}
		known[plain(name)] = of
	}
	for name := range doc.Components.Schemas {
		add(name, "a schema")
	}
	for name := range doc.Components.SecuritySchemes {
		add(name, "a security scheme")
	}
	var walk func(at string, s schemaText)
	walk = func(at string, s schemaText) {
		if (s.is("integer") || s.is("number")) && s.Format == "" {
			t.Errorf("%s is a number without a format", at)
		}
		if s.Items != nil {
			walk(at+"Item", *s.Items)
		}
		for name, member := range s.Properties {
			if len(member.Enum) > 0 || member.Items != nil && len(member.Items.Enum) > 0 {
				add(at+name, "an enumeration")
			}
			walk(at+name, member)
		}
	}
	for name, s := range doc.Components.Schemas {
		walk(name, s)
	}
	for path, operations := range doc.Paths {
		for method, o := range operations {
			for _, p := range o.Parameters {
				walk(method+" "+path, p.Schema)
			}
		}
	}
	for _, name := range []string{"Report", "Ranking"} {
		content := doc.Components.Schemas[name].Properties["content"]
		if len(content.AllOf) != 1 || content.AllOf[0].Ref != "#/components/schemas/"+name+"Content" {
			t.Errorf("the content of a %s is %+v", name, content)
		}
	}
}
