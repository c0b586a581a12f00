package handlers_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// disguises are other ways to write a path or an id of it.
func disguises(path string, id models.ID) map[string]string {
	of := func(written string) string { return strings.Replace(path, string(id), written, 1) }
	all := map[string]string{
		"a slash at the end": path + "/", "two slashes": strings.Replace(path, "/v1/", "/v1//", 1), "two slashes at the start": "/" + path,
		"a dot":          strings.Replace(path, "/v1/", "/v1/./", 1),
		"an encoded dot": strings.Replace(path, "/v1/", "/v1/%2e/", 1), "dots": strings.Replace(path, "/v1/", "/v1/themes/../", 1),
		"encoded dots":     strings.Replace(path, "/v1/", "/v1/themes/%2e%2e/", 1),
		"an encoded slash": strings.Replace(path, "/v1/", "/v1%2f", 1), "an encoded letter": strings.Replace(path, "/v1/", "/%76%31/", 1),
		"upper case": strings.ToUpper(path), "a NUL": path + "%00",
		"a semicolon": path + ";x=1", "a backslash": strings.Replace(path, "/v1/", "/v1%5c", 1), "a suffix": path + ".json",
		"a space": path + "%20", "bad UTF-8": path + "%ff",
	}
	if id != "" {
		text := string(id)
		maps.Copy(all, map[string]string{"an upper-case id": of(strings.ToUpper(text)), "braces": of("%7b" + text + "%7d"),
			"no hyphens": of(strings.ReplaceAll(text, "-", "")),
			"a URN":      of("urn:uuid:" + text), "an encoded id": of("%" + strings.ToUpper(strings.Repeat("3"+text[:1], 1)) + text[1:]),
			"two ids": of(text + "," + text)})
	}
	return all
}

// TestPathsInDisguise writes the path of every route otherwise, as somebody who may not read it and as somebody who may: it
// is that route with that object, judged as ever, or it is nothing.
func TestPathsInDisguise(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, l := range w.Lines() {
			if l.Method != http.MethodGet {
				continue
			}
			id := models.ID("")
			if strings.Contains(l.Path, "{id}") {
				id = w.Target(l.Action)
			}
			for _, who := range []string{"", "donorB", "kgz", "admin"} {
				plain := w.Fetch(t, call{As: who, Path: w.PathOf(l)})
				for name, path := range disguises(w.PathOf(l), id) {
					got := w.Fetch(t, call{As: who, Path: path})
					if got.Status != plain.Status && got.Status != http.StatusNotFound && got.Status != http.StatusBadRequest {
						t.Errorf("%s as %q with %s answers %d, not %d: %.200s", path, who, name, got.Status, plain.Status, got.Body)
					}
				}
			}
		}
	})
}

// TestMethodsInDisguise sends headers by which some servers take another method, path or peer: they change nothing. OPTIONS
// tells what there is and lets no other site in; HEAD is GET without a body.
func TestMethodsInDisguise(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, l := range w.Lines() {
			path := w.PathOf(l)
			if options := w.Fetch(t, call{As: "admin", Method: http.MethodOptions, Path: path,
				Header: map[string]string{"Origin": "https://evil.example",
					"Access-Control-Request-Method": l.Method}}); options.Status != http.StatusMethodNotAllowed {
				t.Errorf("OPTIONS %s answers %d", path, options.Status)
			} else if len(options.Header.Values("Access-Control-Allow-Origin")) > 0 {
				t.Errorf("OPTIONS %s lets another site in", path)
			}
			if l.Method != http.MethodGet {
				continue
			}
			plain := w.Fetch(t, call{As: "donorB", Path: path})
			for name, value := range map[string]string{"X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "PATCH",
				"X-Method-Override": "POST", "X-Original-URL": "/api/v1/users", "X-Rewrite-URL": "/api/v1/users",
				"X-Forwarded-For": "127.0.0.1", "X-Forwarded-User": "admin", "X-Original-Method": "PUT", "Origin": "https://evil.example"} {
				if got := w.Fetch(t, call{As: "donorB", Path: path, Header: map[string]string{name: value}}); got.Text() != plain.Text() {
					t.Errorf("%s with %s answers otherwise:\n%.300s\n%.300s", path, name, plain.Text(), got.Text())
				}
			}
			head := w.Fetch(t, call{As: "donorB", Method: http.MethodHead, Path: path})
			if head.Status != plain.Status || len(head.Body) > 0 || head.Header.Get("ETag") != plain.Header.Get("ETag") ||
				head.Header.Get("Content-Type") != plain.Header.Get("Content-Type") {
				t.Errorf("HEAD %s answers %d %v, GET %d %v", path, head.Status, head.Header, plain.Status, plain.Header)
			}
		}
	})
}

// TestRepeatedParameters gives every parameter of one value twice: one that hides behind another would be judged by nobody.
func TestRepeatedParameters(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, l := range w.Lines() {
			if l.Method != http.MethodGet {
				continue
			}
			names := []string{"limit", "sort", "cursor", "q", "no_such"}
			for _, p := range l.Params {
				if !p.Multiple {
					names = append(names, p.Name)
				}
			}
			if l.List != nil {
				names = append(names, "count")
				for _, f := range l.List.Filters {
					if !f.Multiple() {
						names = append(names, f.Name)
					}
				}
			}
			for _, name := range names {
				w.Fetch(t, call{As: "admin", Path: w.PathOf(l) + "?" + name + "=1&" + name + "=2"}).Problem(t,
					http.StatusUnprocessableEntity)
			}
		}
	})
}

func TestPathsAndMethods(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	id := string(w.IDs["need"])
	for _, path := range []string{"/nowhere", "/needs/", "/needs/" + id + "/", "/NEEDS", "/needs/" + id + "/nothing", "/api/v2/needs",
		"/api/v1", "/api/v1/", "/api/v1//needs", "/docs/", "/../etc/passwd", "/needs/%2e%2e/users",
		"/needs/x", "/needs/%00", "/needs/" + strings.ToUpper(id)[:35], "/needs/" + strings.Repeat("a", 3000)} {
		if !strings.HasPrefix(path, "/api/") && !strings.HasPrefix(path, "/docs") {
			path = "/api/v1" + path
		}
		got := w.Do(t, call{As: "admin", Path: path, Wrong: true})
		got.Problem(t, 404)
	}
	for path, methods := range map[string]string{"/needs": "GET HEAD POST", "/needs/" + id: "GET HEAD PATCH",
		"/needs/" + id + "/step": "POST", "/me": "GET HEAD", "/api/v1/needs/gaps": "GET HEAD PATCH"} {
		for _, method := range []string{"GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "TRACE"} {
			if slices.Contains(strings.Fields(methods), method) {
				continue
			}
			got := w.Do(t, call{As: "admin", Method: method, Path: path})
			got.Problem(t, http.StatusMethodNotAllowed)
			var allow []string
			for m := range strings.SplitSeq(got.Header.Get("Allow"), ",") {
				allow = append(allow, strings.TrimSpace(m))
			}
			slices.Sort(allow)
			if strings.Join(allow, " ") != methods {
				t.Errorf("%s %s allows %q, not %q", method, path, allow, methods)
			}
		}
	}
}

// TestHead holds that HEAD answers as GET does, without the body.
func TestHead(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	for _, path := range []string{"/me", "/needs", "/needs/" + string(w.IDs["need"]), "/needs/" + string(models.NewID()), "/needs?limit=0",
		"/healthz", "/overview"} {
		get := w.Do(t, call{As: "admin", Path: path, Wrong: true})
		head := w.Do(t, call{As: "admin", Method: "HEAD", Path: path})
		if head.Status != get.Status || len(head.Body) > 0 || head.Header.Get("ETag") != get.Header.Get("ETag") ||
			head.Header.Get("Content-Type") != get.Header.Get("Content-Type") {
			t.Errorf("HEAD %s answers %d %v, GET %d %v", path, head.Status, head.Header, get.Status, get.Header)
		}
	}
	w.Do(t, call{Method: "HEAD", Path: "/me"}).Want(t, 401)
}
