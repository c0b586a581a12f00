package openapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// TestExamplesOfAnswersHold sends the example of each answer where the answer would come: it fits its schema.
func TestExamplesOfAnswersHold(t *testing.T) {
	t.Parallel()
	described := handlerstest.Described(t, handlerstest.Start(t, storetest.Open(t, "sqlite", handlerstest.Clock())))
	var doc struct {
		Paths map[string]map[string]struct {
			Responses map[string]struct {
				Content map[string]struct {
					Examples map[string]struct {
						Ref string `json:"$ref"`
					}
				}
			}
		}
		Components struct {
			Examples map[string]struct{ Value json.RawMessage }
		}
	}
	if err := json.Unmarshal(described.Text, &doc); err != nil {
		t.Fatal(err)
	}
	tried := map[string]bool{}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			for status, answer := range op.Responses {
				ref := answer.Content["application/json"].Examples["answer"].Ref
				name := strings.TrimPrefix(ref, "#/components/examples/")
				if ref == "" || tried[name] {
					continue
				}
				tried[name] = true
				code, _ := strconv.Atoi(status)
				address := strings.NewReplacer("{id}", "0190d2c4-7a00-7000-8000-000000000000").Replace(path)
				req, err := http.NewRequest(strings.ToUpper(method), "http://localhost"+address, nil)
				if err != nil {
					t.Fatal(err)
				}
				res := &http.Response{StatusCode: code, Request: req, Header: http.Header{"Content-Type": {"application/json"}},
					Body: io.NopCloser(bytes.NewReader(doc.Components.Examples[name].Value))}
				if fault := described.Contract.Response(req, res); fault != "" {
					t.Errorf("%s %s, %s: %s\n%s", method, path, name, fault, doc.Components.Examples[name].Value)
				}
			}
		}
	}
	if len(tried) < 100 {
		t.Errorf("%d examples", len(tried))
	}
}
