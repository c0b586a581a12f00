package openapi_test

import (
	"encoding/json"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

func TestDescriptionIsOpenAPI31(t *testing.T) {
	t.Parallel()
	a := handlerstest.Start(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	d := handlerstest.Described(t, a)
	if faults := d.Contract.Document(); faults != "" {
		t.Error(faults)
	}
	var head struct {
		OpenAPI string
		Info    struct{ Title, Description, Version string }
	}
	if err := json.Unmarshal(d.Text, &head); err != nil {
		t.Fatal(err)
	}
	if head.OpenAPI != "3.1.0" || head.Info.Title != "Qadam" || head.Info.Version != "test" || head.Info.Description == "" {
		t.Errorf("the description begins with %+v", head)
	}
}

func pathsOf(t *testing.T, a *handlerstest.API) map[string]map[string]json.RawMessage {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(handlerstest.Described(t, a).Text, &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Paths
}

// TestDescriptionSaysEnough holds that no operation is left without words, an own name and a group that is explained.
func TestDescriptionSaysEnough(t *testing.T) {
	t.Parallel()
	a := handlerstest.Start(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	var doc struct {
		Tags  []struct{ Name, Description string }
		Paths map[string]map[string]struct {
			OperationID, Summary, Description string
			Tags                              []string
			RequestBody                       *struct {
				Content map[string]struct{ Example any }
			}
			Responses map[string]struct {
				Content map[string]struct {
					Example  any
					Examples map[string]any
				}
			}
		}
		Components struct {
			Responses map[string]struct{ Description string }
		}
	}
	if err := json.Unmarshal(handlerstest.Described(t, a).Text, &doc); err != nil {
		t.Fatal(err)
	}
	groups, ids := map[string]bool{}, map[string]bool{}
	for _, g := range doc.Tags {
		groups[g.Name] = g.Description != ""
	}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			if op.Summary == "" || len(op.Tags) != 1 || !groups[op.Tags[0]] || op.OperationID == "" || ids[op.OperationID] {
				t.Errorf("%s %s says %+v", method, path, op)
			}
			ids[op.OperationID] = true
			if strings.HasPrefix(path, "/api/") && !strings.HasPrefix(op.Description, "For ") {
				t.Errorf("%s %s does not say who may: %q", method, path, op.Description)
			}
			for status, answer := range op.Responses {
				for kind, content := range answer.Content {
					if status[0] == '2' && content.Example == nil && content.Examples["answer"] == nil {
						t.Errorf("%s %s has no example of the answer %s", method, path, kind)
					}
				}
			}
			if op.RequestBody == nil {
				continue
			}
			for kind, content := range op.RequestBody.Content {
				if content.Example == nil && kind != "application/merge-patch+json" {
					t.Errorf("%s %s has no example of %s", method, path, kind)
				}
				if text, err := json.Marshal(content.Example); err != nil || strings.Contains(string(text), "$") {
					t.Errorf("%s %s has the example %s (%v)", method, path, text, err)
				}
			}
		}
	}
	for name, r := range doc.Components.Responses {
		if r.Description == "" {
			t.Errorf("the answer %s is not explained", name)
		}
	}
}
