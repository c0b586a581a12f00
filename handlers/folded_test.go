package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"qadam/handlers/handlerstest"
)

// TestSearchFoldsText finds a text however it and the words are written: in capitals, composed or not, with ё or е, with one apostrophe
// or another, without diacritics, with invisible characters.
func TestSearchFoldsText(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for i, c := range []struct {
			text          string
			found, missed []string
		}{
			{"Учёт оружия", []string{"учет", "УЧЁТ", "Уче\u0308т", "учё\u200bт", "оруж"}, []string{"учит"}},
			{"Йод", []string{"йод", "И\u0306од"}, []string{"иод"}},
			{"Se\u0301curite\u0301 publique", []string{"securite", "sécurité", "SÉCURITÉ"}, []string{"securita"}},
			{"İzmir", []string{"izmir", "IZMIR", "ızmir"}, nil},
			{"Oʻzbekiston bojxonasi", []string{"ozbekiston", "O'zbekiston", "O‘ZBEKISTON", "bojxona"}, []string{"zbekiston"}},
			{"Ұлттық қауіпсіздік", []string{"ҰЛТТЫҚ", "қауіпсіздік"}, []string{"улттык"}},
			{"Mar\u00adking\ufeff kits 2021kaz", []string{"marking", "KITS", "2021kaz"}, []string{"king"}},
			{"Straße", []string{"strasse", "STRASSE"}, nil},
		} {
			in := fmt.Sprintf(`{"mission_id":%q,"title":%q,"level":"operational","kind":"training","theme_codes":["marking"],
				"releasable_summary":"number %d"}`, w.IDs["mission"], c.text, i)
			made := w.Do(t, call{As: "manager", Method: http.MethodPost, Path: "/needs", Body: in}).Want(t, 201).Object(t)
			finds := func(q string) bool {
				return w.Do(t, call{As: "manager", Path: "/needs?q=" + url.QueryEscape(q)}).Want(t, 200).Page(t).Has(made.ID())
			}
			for _, q := range c.found {
				if !finds(q) {
					t.Errorf("%+q does not find %+q", q, c.text)
				}
			}
			for _, q := range c.missed {
				if finds(q) {
					t.Errorf("%+q finds %+q", q, c.text)
				}
			}
			followsChanges(t, w, "/needs/"+string(made.ID()), c.found[0], finds)
		}
	})
}

// followsChanges holds that an object is still found by a word after a step, and no more after its title was changed.
func followsChanges(t *testing.T, w *world, path, word string, finds func(string) bool) {
	t.Helper()
	change := func(method, path, of, body string) {
		w.Do(t, call{As: "manager", Method: method, Path: path, Body: body,
			Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+of)}}).Want(t, 200)
	}
	if change(http.MethodPost, path+"/step", path, `{"to":"agreed"}`); !finds(word) {
		t.Errorf("after a step %+q finds it no more", word)
	}
	if change(http.MethodPatch, path, path, `{"title":"Перемена"}`); finds(word) || !finds("ПЕРЕМЕНА") {
		t.Errorf("after a change of its title %+q still finds it, or the new title does not", word)
	}
}

// TestNamesClashHoweverWritten refuses what is unique and differs from what is there only in how it is written.
func TestNamesClashHoweverWritten(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		scheme := `{"name":%q,"edition":1,"criteria":[{"code":"one","name":"One","weight":100,"direction":"higher_first",
			"scale":["a","b","c","d","e"]}]}`
		deadline := fmt.Sprintf(`{"organisation_id":%q,"agreement":%%q,"covers_to":"2027-06-30","due_on":"2027-09-30"}`, w.IDs["donorB"])
		provision := fmt.Sprintf(`{"instrument_id":%q,"paragraph":%%q}`, w.IDs["instrument"])
		for _, c := range []struct{ path, body, first, second, pointer string }{
			{"/institutions", `{"country_code":"KAZ","name":%q}`, "Министерство учёта", "МИНИСТЕРСТВО  УЧЕТА", "/name"},
			{"/institutions", `{"country_code":"KAZ","name":%q}`, "Oʻzbekiston bojxonasi", "O'ZBEKISTON bojxonasi", "/name"},
			{"/institutions", `{"country_code":"KAZ","name":%q}`, "Se\u0301curite\u0301", "Sécurité", "/name"},
			{"/schemes", scheme, "Йод", "И\u0306ОД", "/name"},
			{"/report-deadlines", deadline, "Grant “A”", `GRANT "a"`, "/agreement"},
			{"/provisions", provision, "OP 6 bis", "op 6\u00a0BIS", "/paragraph"},
			{"/organisations", `{"code":"FOLD","name":"F","kind":"ngo","iati_identifier":%q}`, "XM-DAC-9", "xm-dac-9",
				"/iati_identifier"},
		} {
			send := func(text string) answer {
				return w.Do(t, call{As: "admin", Method: http.MethodPost, Path: c.path, Body: fmt.Sprintf(c.body, text)})
			}
			send(c.first).Want(t, 201)
			if c.path == "/organisations" {
				c.body = `{"code":"FOLD2","name":"F","kind":"ngo","iati_identifier":%q}`
			}
			if got := send(c.second); !slices.Contains(got.Problem(t, 409).Pointers(), c.pointer) {
				t.Errorf("%s %+q: the answer does not name %s: %s", c.path, c.second, c.pointer, got.Body)
			}
		}
		body := `{"country_code":"KAZ","name":"Securite"}` // diacritics count in names
		w.Do(t, call{As: "admin", Method: http.MethodPost, Path: "/institutions", Body: body}).Want(t, 201)
	})
}
