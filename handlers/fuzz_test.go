package handlers_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"qadam/app"
	"qadam/app/store/storetest"
	"qadam/handlers"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// FuzzDecode throws bytes at the strict decoder. Whatever comes: it does not panic, it refuses with a kind of fault that
// is ours and with pointers, and what it takes means the same when it is written and read again.
func FuzzDecode(f *testing.F) {
	a := app.New(storetest.Open(f, "sqlite", handlerstest.Clock()), nil, app.Options{})
	for _, l := range handlerstest.LinesOf(a) {
		if strings.HasPrefix(l.Example, "{") {
			f.Add([]byte(l.Example))
		}
	}
	for _, nasty := range []string{``, `{}`, `[]`, `null`, `{"title":"a","title":"b"}`, `{"title":"\u0000"}`, `{"title":"\ud800"}`,
		"{\"title\":\"\xff\"}", `{"parts":[{"starts_on":null}]}`,
		`{"estimated_cost":{"amount":"1e999","currency":"USD"}}`, `{"estimated_cost":{"amount":"1","amount":"2","currency":"USD"}}`,
		`{"a/b~c":1}`, `{"progress":1e99}`, `{"milestones":[[]]}`,
		`{} {}`, `{"title":{"title":{"title":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}}}`, "\ufeff{}", `{"needs":[{"placeholder":"x"}]}`} {
		f.Add([]byte(nasty))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, in := range []any{&models.NeedInput{}, &models.MissionInput{}, &models.UpdateInput{}, &models.ActivityInput{},
			&models.ConsentInput{}, &models.SchemeInput{}} {
			hold(t, body, in)
		}
	})
}

func hold(t *testing.T, body []byte, in any) {
	t.Helper()
	err := handlers.Decode(body, in)
	var ours *models.Error
	if err != nil {
		if !errors.As(err, &ours) || (ours.Code != models.Malformed && ours.Code != models.Invalid) {
			t.Fatalf("refused with %T %v", err, err)
		}
		if (ours.Code == models.Invalid) != (len(ours.Fields) > 0) {
			t.Fatalf("%s names %v", ours.Code, ours.Fields)
		}
		for _, at := range ours.Fields {
			if !strings.HasPrefix(at.Pointer, "/") || !utf8.ValidString(at.Pointer) || at.Detail == "" {
				t.Fatalf("a fault at %q says %q", at.Pointer, at.Detail)
			}
		}
		return
	}
	if !json.Valid(body) || !utf8.Valid(body) {
		t.Fatalf("it took %q, which is no JSON", body)
	}
	again, err := json.Marshal(in)
	if err != nil {
		t.Fatalf("what it took cannot be written: %v", err)
	}
	twice := reflect.New(reflect.TypeOf(in).Elem())
	if err := json.Unmarshal(again, twice.Interface()); err != nil {
		t.Fatalf("what it took cannot be read again: %v", err)
	}
	if third, err := json.Marshal(twice.Interface()); err != nil || string(third) != string(again) {
		t.Fatalf("%s became %s (%v)", again, third, err)
	}
}
