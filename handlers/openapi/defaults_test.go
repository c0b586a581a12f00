package openapi_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// TestDescribedDefaultsHold leaves out, or nulls, each member that has a default: the answer has the described value.
func TestDescribedDefaultsHold(t *testing.T) {
	t.Parallel()
	leave := map[string]func(object, string) object{
		"sqlite":   func(o object, member string) object { return handlerstest.Without(o, member) },
		"postgres": func(o object, member string) object { return handlerstest.With(o, member, nil) },
	}
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := handlerstest.NewWorld(t, storetest.Open(t, kind, handlerstest.Clock()))
			inputs := defaultsOf(t, w)
			for _, l := range w.Lines() {
				if !strings.HasSuffix(l.Action, ".create") || len(inputs[l.Action]) == 0 {
					continue
				}
				var body, made object
				if err := json.Unmarshal([]byte(w.Example(l)), &body); err != nil {
					t.Fatal(err)
				}
				for member := range inputs[l.Action] {
					body = leave[kind](body, member)
				}
				call := w.ValidCall(t, l)
				call.Body = body
				got := w.Do(t, call)
				if err := json.Unmarshal(got.Body, &made); err != nil || got.Status != 201 {
					t.Errorf("%s answers %d: %s %v", l.Action, got.Status, got.Body, err)
				}
				for member, want := range inputs[l.Action] {
					if shown, has := made[member]; has && !reflect.DeepEqual(shown, want) {
						t.Errorf("%s: %s is %v when it is left out, not %v", l.Action, member, shown, want)
					}
				}
			}
			for _, action := range []string{"user.create", "contact.create", "webhook.create", "rule.create"} {
				if inputs[action]["active"] != true {
					t.Errorf("%s: what is left out: %v", action, inputs[action])
				}
			}
		})
	}
}

// defaultsOf gives the described default of each member of a body, by the action.
func defaultsOf(t *testing.T, w *world) map[string]map[string]any {
	t.Helper()
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct{ Default any }
			}
		}
		Paths map[string]map[string]struct {
			RequestBody struct {
				Content map[string]struct{ Schema schema }
			}
		}
	}
	if err := json.Unmarshal(handlerstest.Described(t, w.API).Text, &doc); err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]any{}
	for _, l := range w.Lines() {
		if !l.Body || l.Media != "" {
			continue
		}
		ref := doc.Paths[l.Path][strings.ToLower(l.Method)].RequestBody.Content["application/json"].Schema.Ref
		out[l.Action] = map[string]any{}
		for member, s := range doc.Components.Schemas[strings.TrimPrefix(ref, "#/components/schemas/")].Properties {
			if s.Default != nil {
				out[l.Action][member] = s.Default
			}
		}
	}
	return out
}
