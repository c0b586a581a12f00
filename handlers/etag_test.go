package handlers_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// TestIfMatchAsRFC9110 compares as RFC 9110 says: strongly, in lists, with any version, and with what was given for this object alone.
func TestIfMatchAsRFC9110(t *testing.T) {
	t.Parallel()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		w := handlerstest.NewWorld(t, storetest.Open(t, kind, handlerstest.Clock()))
		path := "/api/v1/themes/" + string(w.IDs["theme"])
		other := w.Tag(t, "/api/v1/countries/"+string(w.IDs["country"]))
		name := "a"
		for _, c := range []struct {
			what, header string
			want         int
		}{
			{"the tag", "TAG", 200}, {"any", "*", 200}, {"a list with the tag", `"1-0123456789abcdef00000000", TAG`, 200},
			{"a list without blanks", `"x",TAG,"y"`, 200}, {"an empty element", `, TAG ,`, 200}, {"the version alone", "VERSION", 200},
			{"an older version and this one", `"999", VERSION`, 200}, {"a comma in a tag", `"a,b", TAG`, 200},
			{"the tag of the compressed answer", "GZIP", 200},
			{"the weak tag", "W/TAG", 412}, {"weak tags in a list", `W/TAG, W/"1"`, 412}, {"another suffix", "ANYTHING", 412},
			{"a suffix like ours", "LIKE", 412}, {"the tag of another object", other, 412}, {"no quotes", "1", 412},
			{"text behind", `TAG x`, 412}, {"any in a list", `*, "x"`, 412}, {"too many", strings.Repeat(`"x", `, 16) + "TAG", 400},
		} {
			tag := w.Tag(t, path)
			version, _, _ := strings.Cut(tag, "-")
			header := strings.NewReplacer("TAG", tag, "VERSION", version+`"`, "GZIP", strings.TrimSuffix(tag, `"`)+`-gzip"`,
				"ANYTHING", version+`-anything"`, "LIKE", version+`-0123456789abcdef01234567"`).Replace(c.header)
			name += "a"
			got := w.Do(t, call{As: "admin", Method: http.MethodPatch, Path: path, Body: `{"name":"` + name + `"}`, Wrong: c.want == 400,
				Header: map[string]string{"If-Match": header}})
			if got.Status != c.want {
				t.Errorf("%s (%s) answered %d, not %d: %.300s", c.what, header, got.Status, c.want, got.Body)
			}
		}
	})
}

// TestTagsOfEncodings gives each encoding of an answer its own strong tag, and says on the plain one, too, that there are others.
func TestTagsOfEncodings(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	path := "/needs/" + string(w.IDs["need"])
	tags := map[string]bool{}
	for _, encoding := range []string{"identity", "gzip", "br", "deflate"} {
		c := call{As: "admin", Path: path, Header: map[string]string{"Accept-Encoding": encoding}}
		got := w.Fetch(t, c).Want(t, 200) // the description knows no deflate
		tag := got.Header.Get("ETag")
		if tags[tag] || strings.HasPrefix(tag, "W/") || !strings.Contains(got.Header.Get("Vary"), "Accept-Encoding") {
			t.Errorf("as %s it has the tag %s and varies by %q", encoding, tag, got.Header.Get("Vary"))
		}
		tags[tag] = true
		c.Header["If-None-Match"] = `"x", W/` + tag
		if again := w.Do(t, c).Want(t, 304); len(again.Body) > 0 || again.Header.Get("ETag") != tag ||
			again.Header.Get("Content-Encoding") != "" {
			t.Errorf("as %s it comes again: %v %.100s", encoding, again.Header, again.Body)
		}
		c.Header["Accept-Encoding"] = map[string]string{"identity": "gzip"}[encoding]
		w.Do(t, c).Want(t, 200)
	}
}

// TestEmptyPatch changes nothing, and makes no version and no entry of the log.
func TestEmptyPatch(t *testing.T) {
	t.Parallel()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		w := handlerstest.NewWorld(t, storetest.Open(t, kind, handlerstest.Clock()))
		patched := 0
		for _, l := range w.Lines() {
			if l.Method != http.MethodPatch {
				continue
			}
			path := w.PathOf(l)
			before := w.Do(t, call{As: "admin", Path: path})
			if before.Status != 200 {
				continue // what its owner alone reads
			}
			for range 2 {
				got := w.Do(t, call{As: "admin", Method: http.MethodPatch, Path: path, Body: `{}`,
					Header: map[string]string{"If-Match": before.Header.Get("ETag")}})
				if got.Status == http.StatusConflict {
					continue // what may not be changed any more
				}
				patched++
				got.Want(t, 200)
				if string(got.Body) != string(before.Body) || got.Header.Get("ETag") != before.Header.Get("ETag") {
					t.Errorf("%s with {}: %s\n%s\nwas %s", l.Action, got.Header.Get("ETag"), got.Body, before.Body)
				}
			}
		}
		if patched < 15 {
			t.Errorf("only %d objects were patched", patched)
		}
	})
}

// TestUnreadableAndUnfitAtOnce tells what cannot be read together with what does not fit.
func TestUnreadableAndUnfitAtOnce(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	got := w.Do(t, call{As: "admin", Method: http.MethodPost, Path: "/projects", Wrong: true, Body: `{"title":"","country_codes":[5],
		"starts_on":"soon","reporting_months":99,"no_such":1}`}).Want(t, 422)
	var p struct{ Errors []struct{ Pointer string } }
	if err := json.Unmarshal(got.Body, &p); err != nil {
		t.Fatal(err)
	}
	var pointers []string
	for _, e := range p.Errors {
		pointers = append(pointers, e.Pointer)
	}
	slices.Sort(pointers)
	want := []string{"/country_codes/0", "/ends_on", "/lead_organisation_id", "/no_such", "/reporting_months", "/starts_on", "/title"}
	if !slices.Equal(pointers, want) {
		t.Errorf("the faults are of %v, want %v: %s", pointers, want, got.Body)
	}
}
