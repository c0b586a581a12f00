package openapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// schema is as much of JSON Schema as the description's inputs use.
type schema struct {
	Ref           string `json:"$ref"`
	Type          any
	Properties    map[string]schema
	Required      []string
	Enum          []any
	Pattern       string
	Format        string
	MinLength     int
	MaxLength     *int
	Minimum       *float64
	Maximum       *float64
	MinItems      int
	MaxItems      *int
	UniqueItems   bool
	Items         *schema
	AnyOf         []schema
	AdditionalAny any `json:"additionalProperties"`
}

// TestDescribedLimitsHold breaks, one at a time, every limit that the description sets to a member of a body. The server
// has to refuse each, and to name the member: what is described and what is checked are the same.
func TestDescribedLimitsHold(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	var doc struct {
		Components struct{ Schemas map[string]schema }
		Paths      map[string]map[string]struct {
			RequestBody struct {
				Content map[string]struct{ Schema schema }
			}
		}
	}
	if err := json.Unmarshal(handlerstest.Described(t, w.API).Text, &doc); err != nil {
		t.Fatal(err)
	}
	broken := 0
	for _, l := range w.Lines() {
		if !l.Body || l.Media != "" {
			continue
		}
		ref := doc.Paths[l.Path][strings.ToLower(l.Method)].RequestBody.Content["application/json"].Schema.Ref
		s := doc.Components.Schemas[strings.TrimPrefix(ref, "#/components/schemas/")]
		if s.AdditionalAny != false || len(s.Properties) == 0 {
			t.Errorf("%s takes %+v", l.Action, s)
		}
		right := w.ValidCall(t, l)
		var example object
		if err := json.Unmarshal([]byte(w.Example(l)), &example); err != nil {
			t.Fatal(err)
		}
		for _, name := range s.Required {
			broken++
			breaks(t, w, l, right, handlerstest.Without(example, name), name)
		}
		for name, member := range s.Properties {
			for _, value := range violations(member) {
				broken++
				breaks(t, w, l, right, handlerstest.With(example, name, value), name)
			}
		}
	}
	if broken < 500 {
		t.Errorf("only %d limits were broken", broken)
	}
}

func breaks(t *testing.T, w *world, l line, right call, body object, name string) {
	t.Helper()
	right.Body, right.Wrong = body, true
	got := w.Do(t, right)
	if got.Status != http.StatusUnprocessableEntity {
		t.Errorf("%s takes %s = %.80v, which the description refuses: %d", l.Action, name, body[name], got.Status)
		return
	}
	if p := got.Problem(t, 422); !slices.ContainsFunc(p.Pointers(),
		func(at string) bool { return at == "/"+name || strings.HasPrefix(at, "/"+name+"/") }) {
		t.Errorf("%s refuses %s = %.80v at %v", l.Action, name, body[name], p.Pointers())
	}
}

// violations gives values that break a member's limits, one limit each.
func violations(s schema) []any {
	if len(s.AnyOf) > 0 {
		s = s.AnyOf[0]
	}
	if s.Ref != "" {
		return []any{"no object", 5, []int{1}, map[string]int{"no_such_member": 1}}
	}
	if amount, is := s.Properties["amount"]; is {
		out := []any{5, "5", map[string]string{"amount": "1"}, map[string]string{"currency": "USD"},
			map[string]string{"amount": "1", "currency": "XXX"}}
		for _, wrong := range []string{"-1", "1e5", "+1", ".5", "1.", "1000000000000", "", " 1"} {
			if !regexp.MustCompile(amount.Pattern).MatchString(wrong) {
				out = append(out, map[string]string{"amount": wrong, "currency": "UGX"})
			}
		}
		return out
	}
	out := []any{map[string]int{"no": 1}}
	null := strings.Contains(fmt.Sprint(s.Type), "null")
	if !null && s.MinLength > 0 {
		out = append(out, nil)
	}
	switch {
	case strings.Contains(fmt.Sprint(s.Type), "string"):
		out = append(out, texts(s)...)
	case strings.Contains(fmt.Sprint(s.Type), "integer"):
		out = append(out, numbers(s)...)
	case strings.Contains(fmt.Sprint(s.Type), "array"):
		out = append(out, lists(s)...)
	case strings.Contains(fmt.Sprint(s.Type), "boolean"):
		out = append(out, "true", 1)
	}
	return out
}

func texts(s schema) []any {
	out := []any{5, true}
	if s.MinLength > 0 {
		out = append(out, "")
	}
	if s.MaxLength != nil {
		out = append(out, strings.Repeat("я", *s.MaxLength+1), strings.Repeat("a", *s.MaxLength+1))
	}
	for _, other := range []string{"!no /such? value|&", "   ", "12", "1e5", "+5", "1.5e0", "1899-12-31", "3000-01-01",
		"9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z"} {
		if other == "   " && s.Pattern != `\S` { // blanks around a text are dropped, and it may be empty
			continue
		}
		if len(s.Enum) > 0 || s.Format != "" && !strings.HasPrefix(s.Format, "date") && other == "!no /such? value|&" ||
			s.Pattern != "" && !regexp.MustCompile(s.Pattern).MatchString(other) {
			out = append(out, other)
		}
	}
	return out
}

func numbers(s schema) []any {
	out := []any{"5", 1.5}
	if s.Minimum != nil {
		out = append(out, int(*s.Minimum)-1)
	}
	if s.Maximum != nil {
		out = append(out, int(*s.Maximum)+1)
	}
	return out
}

func lists(s schema) []any {
	out := []any{"a", 5}
	if s.MinItems > 0 {
		out = append(out, []any{})
	}
	if s.MaxItems != nil {
		var items []any
		for i := range *s.MaxItems + 1 {
			items = append(items, likely(*s.Items, i))
		}
		out = append(out, items)
	}
	if s.UniqueItems {
		out = append(out, []any{likely(*s.Items, 0), likely(*s.Items, 0)})
	}
	for _, v := range violations(*s.Items) {
		out = append(out, []any{v})
	}
	return out
}

// likely is an item that is of the right kind; the server need not find it right in all else.
func likely(s schema, i int) any {
	switch {
	case s.Format == "uuid":
		return fmt.Sprintf("0190d2c4-7a00-7000-8000-%012d", i)
	case strings.Contains(fmt.Sprint(s.Type), "integer"):
		return i
	case strings.Contains(fmt.Sprint(s.Type), "string"):
		return fmt.Sprintf("item-%d", i)
	}
	return map[string]any{}
}
