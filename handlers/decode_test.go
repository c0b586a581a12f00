package handlers_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// TestBodiesThatCannotBeRead sends what is no JSON object, as whoever may write.
func TestBodiesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	deep := func(n int, open, shut string) string { return strings.Repeat(open, n) + strings.Repeat(shut, n) }
	for name, c := range map[string]struct {
		body   string
		status int
	}{
		"nothing":                  {"", 400},
		"spaces":                   {"  \n\t ", 400},
		"64 KiB of spaces":         {strings.Repeat(" ", 64<<10), 400},
		"more than 64 KiB":         {strings.Repeat(" ", 64<<10+1), 413},
		"ten megabytes of spaces":  {strings.Repeat(" ", 10<<20), 413},
		"a list":                   {`[]`, 400},
		"a list of objects":        {`[{"code":"a"}]`, 400},
		"a text":                   {`"x"`, 400},
		"a number":                 {`5`, 400},
		"null":                     {`null`, 400},
		"no JSON":                  {`code=a`, 400},
		"half an object":           {`{"code":"a"`, 400},
		"a comma too many":         {`{"code":"a",}`, 400},
		"text behind":              {`{"code":"a"} x`, 400},
		"an object behind":         {`{"code":"a"}{}`, 400},
		"a byte order mark":        {"\ufeff{}", 400},
		"bad UTF-8":                {"{\"code\":\"\xff\xfe\"}", 400},
		"a bare control character": {"{\"code\":\"a\nb\"}", 400},
		"a bare NUL":               {"{\"code\":\"a\x00b\"}", 400},
		"17 lists in each other":   {`{"code":` + deep(17, "[", "]") + `}`, 400},
		"many lists in each other": {`{"code":` + deep(30_000, "[", "]") + `}`, 400},
		"many objects":             {deep(10_000, `{"a":`, "}"), 400},
		"lists that never end":     {strings.Repeat("[", 64<<10), 400},
		"15 lists in each other":   {`{"code":` + deep(15, "[", "]") + `}`, 422},
		"a comment":                {`{"code":"a"/* b */}`, 400},
		"single quotes":            {`{'code':'a'}`, 400},
		"NaN":                      {`{"position":NaN}`, 400},
	} {
		got := w.Do(t, call{As: "admin", Method: "POST", Path: "/themes", Body: c.body, Wrong: true})
		if got.Status != c.status {
			t.Errorf("%s answers %d, not %d: %.300s", name, got.Status, c.status, got.Body)
			continue
		}
		got.Problem(t, c.status)
	}
	for header, status := range map[string]int{"application/json": 422, "application/json; charset=UTF-8": 422,
		"application/json;charset=utf-16": 415, "application/jsonx": 415,
		"text/json": 415, "": 415, "application/merge-patch+json": 415, "multipart/form-data": 415,
		"application/x-www-form-urlencoded": 415, "application/json; charset": 415} {
		w.Do(t, call{As: "admin", Method: "POST", Path: "/themes", Body: "{}", Header: map[string]string{"Content-Type": header},
			Wrong: true}).Problem(t, status)
	}
	packed := map[string]string{"Content-Encoding": "gzip"}
	w.Do(t, call{As: "admin", Method: "POST", Path: "/themes", Body: "{}", Header: packed, Wrong: true}).Problem(t, 415)
}

// TestFieldsThatDoNotFit sends one faulty field at a time; the answer names it by its pointer.
func TestFieldsThatDoNotFit(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	for _, c := range []struct{ path, body, pointer string }{
		{"/themes", `{"code":5}`, "/code"}, {"/themes", `{"code":["a"]}`, "/code"}, {"/themes", `{"code":{"a":1}}`, "/code"},
		{"/themes", `{"code":true}`, "/code"}, {"/themes", `{"marker":"yes"}`, "/marker"}, {"/themes", `{"marker":1}`, "/marker"},
		{"/themes", `{"position":"1"}`, "/position"}, {"/themes", `{"position":1.5}`, "/position"},
		{"/themes", `{"position":1e400}`, "/position"},
		{"/themes", `{"position":9223372036854775808}`, "/position"}, {"/themes", `{"position":-1}`, "/position"},
		{"/themes", `{"name":null}`, "/name"}, {"/themes", `{"name":""}`, "/name"},
		{"/themes", `{"name":"a\u0000b"}`, "/name"}, {"/themes", `{"Name":"a"}`, "/Name"},
		{"/themes", `{"no/such~field":1}`, "/no~1such~0field"}, {"/themes", `{"name":"a","name":"b"}`, "/name"}, {"/themes", `{"":1}`, "/"},
		{"/themes", `{"id":"0190d2c4-7a00-7000-8000-000000000001"}`, "/id"}, {"/themes", `{"version":7}`, "/version"},
		{"/themes", `{"sector":"-1.23"}`, "/sector"}, {"/themes", `{"sector":"1524"}`, "/sector"},
		{"/needs", `{"theme_codes":"marking"}`, "/theme_codes"}, {"/needs", `{"theme_codes":{"0":"marking"}}`, "/theme_codes"},
		{"/needs", `{"theme_codes":[1]}`, "/theme_codes/0"}, {"/needs", `{"theme_codes":["marking","a\u0000"]}`, "/theme_codes/1"},
		{"/needs", `{"theme_codes":["marking","marking"]}`, "/theme_codes"}, {"/needs", `{"theme_codes":[]}`, "/theme_codes"},
		{"/needs", `{"theme_codes":[null]}`, "/theme_codes/0"},
		{"/needs", `{"mission_id":"123"}`, "/mission_id"}, {"/needs", `{"mission_id":"0190d2c47a0070008000000000000001"}`, "/mission_id"},
		{"/needs", `{"mission_id":"{0190d2c4-7a00-7000-8000-000000000001}"}`, "/mission_id"}, {"/needs", `{"mission_id":5}`, "/mission_id"},
		{"/needs", `{"mission_id":""}`, "/mission_id"}, {"/needs", `{"finding_ids":["x"]}`, "/finding_ids/0"},
		{"/consents", `{"expires_at":5}`, "/expires_at"}, {"/consents", `{"expires_at":{"at":1}}`, "/expires_at"},
		{"/consents", `{"expires_at":"soon"}`, "/expires_at"}, {"/countries", `{"names":["x"]}`, "/names"},
		{"/countries", `{"names":{"en":5}}`, "/names"},
		{"/needs", `{"wanted_by":"2021-02-30"}`, "/wanted_by"}, {"/needs", `{"wanted_by":"2021-13-01"}`, "/wanted_by"},
		{"/needs", `{"wanted_by":"0000-01-01"}`, "/wanted_by"},
		{"/needs", `{"wanted_by":"21-1-1"}`, "/wanted_by"}, {"/needs", `{"wanted_by":"2021-01-18T00:00:00Z"}`, "/wanted_by"},
		{"/needs", `{"wanted_by":"3000-01-01"}`, "/wanted_by"},
		{"/needs", `{"wanted_by":20210118}`, "/wanted_by"}, {"/needs", `{"wanted_by":""}`, "/wanted_by"},
		{"/needs", `{"estimated_cost":5}`, "/estimated_cost"}, {"/needs", `{"estimated_cost":{"amount":5,"currency":"USD"}}`,
			"/estimated_cost"},
		{"/needs", `{"estimated_cost":{"amount":"5"}}`, "/estimated_cost"},
		{"/needs", `{"estimated_cost":{"amount":"5","currency":"USD","x":"y"}}`, "/estimated_cost"},
		{"/needs", `{"estimated_cost":{"amount":"0.001","currency":"USD"}}`, "/estimated_cost"},
		{"/needs", `{"estimated_cost":{"amount":"0.1","currency":"JPY"}}`, "/estimated_cost"},
		{"/needs", `{"estimated_cost":{"amount":"1000000000000","currency":"USD"}}`, "/estimated_cost"},
		{"/needs", `{"estimated_cost":{"amount":"1e400","currency":"USD"}}`, "/estimated_cost"},
		{"/needs", `{"estimated_cost":{"amount":"1e999999999","currency":"USD"}}`, "/estimated_cost"},
		{"/needs", `{"estimated_cost":{"amount":"` + strings.Repeat("9", 40) + `","currency":"USD"}}`, "/estimated_cost"},
		{"/needs", `{"estimated_cost":{"amount":"NaN","currency":"USD"}}`, "/estimated_cost"},
		{"/needs", `{"estimated_cost":{"amount":"12,50","currency":"USD"}}`, "/estimated_cost"},
		{"/needs", `{"estimated_cost":{"amount":"","currency":"USD"}}`, "/estimated_cost"},
		{"/needs", `{"estimated_cost":{"amount":"1","currency":"usd"}}`, "/estimated_cost"},
		{"/needs", `{"estimated_cost":{"amount":"1","currency":"QQQ"}}`, "/estimated_cost"},
		{"/needs", `{"estimated_cost":{"amount":"1","currency":"USD","amount":"2"}}`, "/estimated_cost"},
		{"/needs", `{"estimated_cost":[]}`, "/estimated_cost"},
		{"/missions", `{"parts":[{"starts_on":"2021-01-18","ends_on":"2021-01-25","days":8}]}`, "/parts/0/days"},
		{"/missions", `{"parts":[{"starts_on":"2021-01-18"}]}`, "/parts/0/ends_on"},
		{"/missions", `{"parts":[7]}`, "/parts/0"}, {"/missions", `{"parts":[{"starts_on":"2021-01-18","starts_on":"2021-01-19"}]}`,
			"/parts/0/starts_on"},
		{"/missions", `{"documents":[{"title":"a","url":"javascript:alert(1)"}]}`, "/documents/0/url"},
		{"/missions", `{"country_code":"ZZZ"}`, "/country_code"}, {"/missions", `{"country_code":"kaz"}`, "/country_code"},
		{"/consents", `{"effective_from":"yesterday"}`, "/effective_from"}, {"/consents", `{"effective_from":"2021-05-03"}`,
			"/effective_from"}, {"/consents", `{"effective_from":5}`, "/effective_from"},
		{"/users", `{"role":"system"}`, "/role"}, {"/users", `{"role":"manager\u0000"}`, "/role"},
		{"/users", `{"email":"a@b@c"}`, "/email"}, {"/users", `{"time_zone":"Mars/Olympus"}`, "/time_zone"},
		{"/users", `{"time_zone":"Local"}`, "/time_zone"},
		{"/activities", `{"needs":[{"need_id":null,"share":50,"placeholder":"A need stands behind this"}]}`, "/needs/0/placeholder"},
		{"/activities", `{"needs":[{"share":0}]}`, "/needs/0/share"},
		{"/rates", `{"usd_per_unit":"0"}`, "/usd_per_unit"}, {"/rates", `{"usd_per_unit":"-1"}`, "/usd_per_unit"},
		{"/rates", `{"usd_per_unit":1.5}`, "/usd_per_unit"},
		{"/indicators", `{"baseline":"many"}`, "/baseline"}, {"/offers", `{"languages":["not a language"]}`, "/languages/0"},
		{"/offers", `{"levels":["operational","high"]}`, "/levels/1"},
	} {
		got := w.Do(t, call{As: "admin", Method: "POST", Path: c.path, Body: c.body, Wrong: true})
		if got.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s %.100s answers %d: %.300s", c.path, c.body, got.Status, got.Body)
		} else if p := got.Problem(t, 422); !slices.Contains(p.Pointers(), c.pointer) {
			t.Errorf("%s %.100s is refused at %v, not at %s", c.path, c.body, p.Pointers(), c.pointer)
		}
	}
}

// TestTextsAreCleaned holds that letters are composed and invisible characters dropped before a text is kept, that a title has one
// line, and that control characters are refused.
func TestTextsAreCleaned(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	post := func(title, description string) answer {
		return w.Do(t, call{As: "manager", Method: "POST", Path: "/needs", Wrong: true, Body: map[string]any{
			"mission_id": w.IDs["mission"], "title": title, "description": description, "level": "operational", "kind": "training",
			"theme_codes": []string{" marking\u200b "}}})
	}
	made := post("\ufeff Учёт\u202e\r\n и\u0306од ", "One\r\nTwo\u200b\n\n— Уче\u0308т ").Want(t, 201).Object(t)
	if made.Text("title") != "Учёт йод" || made.Text("description") != "One\nTwo\n\n— Учёт" {
		t.Errorf("kept are %q and %q", made.Text("title"), made.Text("description"))
	}
	p := post("Pasted\u000b from slides\a", "Bold\x1b[1m").Problem(t, 422)
	if !slices.Equal(p.Pointers(), []string{"/title", "/description"}) && !slices.Equal(p.Pointers(), []string{"/description", "/title"}) {
		t.Errorf("control characters are refused at %v", p.Pointers())
	}
	if p := post("\u200b\ufeff", "").Problem(t, 422); !slices.Equal(p.Pointers(), []string{"/title"}) {
		t.Errorf("a title that shows nothing is refused at %v", p.Pointers())
	}
}

// TestAllFaultsAtOnce holds that a body is not refused fault by fault, and that no number of faults makes a long answer.
func TestAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	got := w.Do(t, call{As: "admin", Method: "POST", Path: "/themes", Body: `{"code":5,"name":[],"position":"x","extra":1}`,
		Wrong: true}).Problem(t, 422)
	if want := []string{"/code", "/name", "/position", "/extra"}; !slices.Equal(got.Pointers(), want) {
		t.Errorf("faults at %v, not at %v", got.Pointers(), want)
	}
	many := map[string]int{}
	for i := range 3000 {
		many[fmt.Sprint("field ", i)] = i
	}
	if got := w.Do(t, call{As: "admin", Method: "POST", Path: "/themes", Body: many, Wrong: true}); len(got.Problem(t, 422).Errors) > 100 ||
		len(got.Body) > 100_000 {
		t.Errorf("3000 faults make an answer of %d bytes", len(got.Body))
	}
	list, err := json.Marshal(map[string]any{"finding_ids": make([]string, 10_001)})
	if err != nil {
		t.Fatal(err)
	}
	w.Do(t, call{As: "admin", Method: "POST", Path: "/needs", Body: list, Wrong: true}).Problem(t, 422)
}

// TestNullAndAbsent holds RFC 7396: what is absent stays, null empties, and what may not be empty is refused.
func TestNullAndAbsent(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := "/needs/" + string(w.IDs["need"])
		before := w.Do(t, call{As: "admin", Path: path}).Want(t, 200).Object(t)
		patch := func(body, kind string) answer {
			return w.Do(t, call{As: "admin", Method: "PATCH", Path: path, Body: body,
				Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path), "Content-Type": kind},
				Wrong:  strings.Contains(body, `"title":null`) || strings.Contains(body, "mission_id")}) // which no patch need name
		}
		if same := patch(`{}`, "application/json").Want(t, 200).Object(t); !sameBut(before, same, "version", "updated_at") {
			t.Errorf("an empty patch makes %v of %v", same, before)
		}
		after := patch(`{"wanted_by":null,"estimated_cost":null,"owner_id":null,"description":null,"finding_ids":null}`,
			"application/merge-patch+json").Want(t, 200).Object(t)
		if !sameBut(before, after, "version", "updated_at", "wanted_by", "estimated_cost", "owner_id", "description", "finding_ids",
			"next_step") {
			t.Errorf("emptying five fields makes %v of %v", after, before)
		}
		if after["wanted_by"] != nil || after["estimated_cost"] != nil || after["owner_id"] != nil || after["description"] != "" ||
			fmt.Sprint(after["finding_ids"]) != "[]" {
			t.Errorf("null empties to %v", after)
		}
		for _, field := range []string{"title", "theme_codes", "mission_id", "level"} {
			if p := patch(`{"`+field+`":null,"title":null}`, "application/json").Problem(t, 422); !slices.Contains(p.Pointers(),
				"/"+field) {
				t.Errorf("null as %s is refused at %v", field, p.Pointers())
			}
		}
		upper := strings.ToUpper(string(w.IDs["mission"]))
		if o := patch(`{"mission_id":"`+upper+`"}`, "application/json").Want(t,
			200).Object(t); o.Text("mission_id") != string(w.IDs["mission"]) {
			t.Errorf("a UUID in capital letters is kept as %s", o.Text("mission_id"))
		}
	})
}

// sameBut compares two objects but for some members.
func sameBut(a, b object, but ...string) bool {
	for name := range a {
		if !slices.Contains(but, name) && !reflect.DeepEqual(a[name], b[name]) {
			return false
		}
	}
	return len(a) == len(b)
}
