package openapi

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/swaggest/jsonschema-go"
)

// kindWords says in words what a schema lets a value be.
func kindWords(s *jsonschema.Schema) docsKind {
	if s == nil {
		return docsKind{}
	}
	if s.Ref != nil {
		return objectKind("", *s.Ref, "")
	}
	if len(s.AnyOf) > 0 && s.AnyOf[0].TypeObject != nil && s.AnyOf[0].TypeObject.Ref != nil {
		return objectKind("", *s.AnyOf[0].TypeObject.Ref, " or null")
	}
	if s.Items != nil && s.Items.SchemaOrBool != nil && s.Items.SchemaOrBool.TypeObject != nil {
		return listKind(s, s.Items.SchemaOrBool.TypeObject)
	}
	if s.AdditionalProperties != nil && s.AdditionalProperties.TypeObject != nil {
		return docsKind{Words: "names with " + plainKind(s.AdditionalProperties.TypeObject)}
	}
	words := append([]string{plainKind(s)}, limits(s)...)
	if s.HasType(jsonschema.Null) {
		words = append(words, "or null")
	}
	return docsKind{Words: strings.Join(words, " ")}
}

// queryWords says what a filter takes. Those that take several values are introduced once on the page.
func queryWords(p parameter) docsKind {
	s := p.Schema
	if s.Items != nil {
		one := s.Items.SchemaOrBool.TypeObject
		if len(one.Enum) > 0 {
			return docsKind{Words: plainKind(one)}
		}
		return docsKind{Words: plainKind(one) + "…"}
	}
	if p.Name != "sort" {
		return kindWords(s)
	}
	var keys []string
	for _, v := range s.Enum {
		if key, ok := v.(string); ok && key[0] != '-' {
			keys = append(keys, key)
		}
	}
	return docsKind{Words: strings.Join(keys, " | ") + ", first " + fmt.Sprint(*s.Default)}
}

// objectKind names the object that a reference leads to; a page is a list of its items.
func objectKind(before, ref, after string) docsKind {
	name := strings.TrimPrefix(ref, "#/components/schemas/")
	if item, isPage := strings.CutSuffix(name, "Page"); isPage {
		return docsKind{Words: before + "a page of ", Object: item, After: after}
	}
	if item, isPatch := strings.CutSuffix(name, "Patch"); isPatch {
		return docsKind{Words: before + "any members of ", Object: item + "Input", After: after}
	}
	return docsKind{Words: before, Object: name, After: after}
}

func listKind(s, items *jsonschema.Schema) docsKind {
	var after string
	if s.MaxItems != nil {
		after = fmt.Sprintf(", at most %d", *s.MaxItems)
	}
	if s.UniqueItems != nil && *s.UniqueItems {
		after += ", each once"
	}
	if items.Ref != nil {
		return objectKind("list of ", *items.Ref, after)
	}
	return docsKind{Words: strings.Join(append([]string{"list of " + plainKind(items)}, limits(items)...), " ") + after}
}

var formatWords = map[string]string{"uuid": "UUID", "date": "day", "date-time": "instant", "email": "e-mail address"}

// patternNames are the patterns that have a name people know.
var patternNames = map[string]string{
	patterns["country"]: "code of three capital letters", patterns["slug"]: "code: small letters, digits, - and _",
	patterns["reference"]: "letters, digits, dots, slashes and hyphens", patterns["figure"]: "decimal number as text",
	patterns["rate"]: "decimal number as text", patterns["http_url"]: "web address", patterns["number"]: "digits",
	patterns["bcp47_language_tag"]: "language tag", patterns["timezone"]: "time zone",
}

func plainKind(s *jsonschema.Schema) string {
	switch {
	case len(s.Enum) > 0:
		var values []string
		for _, v := range s.Enum {
			if text, ok := v.(string); ok && text != "" {
				values = append(values, text)
			}
		}
		return strings.Join(values, " | ")
	case s.Format != nil && formatWords[*s.Format] != "":
		return formatWords[*s.Format]
	case s.Pattern != nil:
		if name := patternNames[strings.TrimPrefix(*s.Pattern, "^$|")]; name != "" {
			return name
		}
		return "text"
	case s.HasType(jsonschema.String):
		return "text"
	case s.HasType(jsonschema.Integer):
		return "whole number"
	case s.HasType(jsonschema.Number):
		return "number"
	case s.HasType(jsonschema.Boolean):
		return "true or false"
	}
	return "any JSON"
}

// limits says how long a text or how large a number may be.
func limits(s *jsonschema.Schema) []string {
	switch {
	case s.Minimum != nil && s.Maximum != nil:
		return []string{"from " + figure(*s.Minimum) + " to " + figure(*s.Maximum)}
	case s.Minimum != nil:
		return []string{"from " + figure(*s.Minimum)}
	case s.MaxLength != nil && s.MinLength == *s.MaxLength:
		return []string{fmt.Sprintf("of %d characters", *s.MaxLength)}
	case s.MaxLength != nil:
		return []string{fmt.Sprintf("up to %d", *s.MaxLength)}
	}
	return nil
}

func figure(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
