package pages_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/handlers/pages"
)

// TestAManagerReadsWithAnothersEyes holds that the page is then another reader's own, says so, and changes nothing.
func TestAManagerReadsWithAnothersEyes(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		handlerstest.WantText(t, w.BrowseAs(t, "manager", http.MethodGet, "/view-as", nil), 200, "donor:"+string(w.IDs["donor"]))
		for _, who := range []string{"kaz", "partner1", "donorA"} {
			handlerstest.WantText(t, w.BrowseAs(t, who, http.MethodGet, "/view-as", nil), 404)
			handlerstest.WantText(t, w.BrowseAs(t, who, http.MethodPost, "/view-as", url.Values{"as": {"national:KGZ"}}), 404)
		}
		handlerstest.WantText(t, w.BrowseAs(t, "manager", http.MethodPost, "/view-as", url.Values{"as": {""}}), 422,
			"Choose an organization")
		handlerstest.WantText(t, w.BrowseAs(t, "manager", http.MethodPost, "/view-as", url.Values{"as": {"donor:nobody"}}), 404)
		done := w.BrowseAs(t, "manager", http.MethodPost, "/view-as", url.Values{"as": {"donor:" + string(w.IDs["donor"])}}).Want(t, 303)
		cookie, _, _ := strings.Cut(done.Header.Get("Set-Cookie"), ";")
		look := func(who string) answer {
			return w.Do(t, call{Path: "/needs", Raw: true, Wrong: true, Header: map[string]string{"Accept": "text/html",
				"Cookie": "__Host-qadam=" + w.Sessions[who] + "; " + cookie}})
		}
		page := look("manager")
		handlerstest.WantText(t, page, 200, "Nothing can be changed", `class="railed viewed"`, "/view-as/leave")
		if want := needsOf(t, w, "donorA", ""); !slices.Equal(listed(page), want) {
			t.Errorf("with a donor's eyes a manager sees %q, the donor %q", listed(page), want)
		}
		stranger := look("kgz")
		if want := needsOf(t, w, "kgz", ""); !slices.Equal(listed(stranger), want) {
			t.Errorf("with a manager's cookie a counterpart sees %q", listed(stranger))
		}
		w.Sessions["manager"] = w.SignIn("manager").Secret
		if got, want := listed(look("manager")), needsOf(t, w, "manager", ""); slices.Equal(got, needsOf(t, w, "donorA", "")) ||
			len(got) != len(want) {
			t.Errorf("in another session of its own a manager sees %q", got)
		}
		left := w.BrowseAs(t, "manager", http.MethodPost, "/view-as/leave", url.Values{}).Want(t, 303)
		if !strings.Contains(left.Header.Get("Set-Cookie"), "view_as=;") {
			t.Errorf("leaving sets %q", left.Header.Get("Set-Cookie"))
		}
	})
}

// ownPages begin the addresses of pages that are not read with another's eyes, and say why.
var ownPages = map[string]string{
	"/account":    "a person's own sessions and keys",
	"/view-as":    "by which one begins and ends to look so",
	"/sign-in":    "open to everybody",
	"/sign-out":   "a person's own session",
	"/demo":       "open to everybody at a demo's own machine",
	"/styleguide": "examples",
	"/u/":         "opened by a mail's link, whoever has signed in",
}

// managersAlone are pages that show nothing to anybody who can be viewed as.
var managersAlone = []string{"/reminders/report_deadline/:id"}

// browseWith browses as a manager who looks with another's eyes.
func browseWith(t *testing.T, w *world, cookie, method, path string) answer {
	t.Helper()
	c := call{Method: method, Path: path, Raw: true, Wrong: true, Header: map[string]string{"Accept": "text/html",
		"Cookie": "__Host-qadam=" + w.Sessions["manager"] + "; " + cookie, "Sec-Fetch-Site": "same-origin"}}
	if method == http.MethodPost {
		c.Body, c.Header["Content-Type"] = "act=comment&audience=team&text=Words&token=t", "application/x-www-form-urlencoded"
	}
	return w.Do(t, c)
}

// lookAs gives the cookie of a manager who puts on another's eyes.
func lookAs(t *testing.T, w *world, as string) string {
	t.Helper()
	done := w.BrowseAs(t, "manager", http.MethodPost, "/view-as", url.Values{"as": {as}}).Want(t, 303)
	cookie, _, _ := strings.Cut(done.Header.Get("Set-Cookie"), ";")
	return cookie
}

// objectsAt are the addresses of a line of the table, one for each object of the world that it can be about.
func objectsAt(w *world, path string) []string {
	noun, _, about := strings.Cut(strings.TrimPrefix(path, "/reminders/"), "/:id")
	if !about {
		return []string{strings.ReplaceAll(path, ":reference", string(w.IDs["shared need"]))}
	}
	plural := strings.ReplaceAll(noun, "_", "-") + "s"
	if stem, ends := strings.CutSuffix(noun, "y"); ends {
		plural = stem + "ies"
	}
	var out []string
	for _, v := range handlerstest.Visibilities {
		if v.Path == "/"+plural {
			out = append(out, strings.ReplaceAll(path, ":id", string(w.IDs[v.Object])))
		}
	}
	return out
}

// TestEveryPageIsReadWithAnothersEyes walks over the table of pages while a manager looks as a donor, a partner and a State: each
// page is there for the manager as it is for that reader, says with whose eyes it is read, offers no form and no file of the
// manager's own; and whatever is sent is refused.
func TestEveryPageIsReadWithAnothersEyes(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		shown, refused, own := map[string]bool{}, 0, map[string]bool{}
		var lines [][2]string
		for _, address := range pages.Addresses() {
			method, path, _ := strings.Cut(address, " ")
			mine := false
			for prefix := range ownPages {
				if strings.HasPrefix(path, prefix) {
					mine, own[prefix] = true, true
				}
			}
			if !mine {
				lines = append(lines, [2]string{method, path})
			}
		}
		for who, as := range map[string]string{"donorA": "donor:" + string(w.IDs["donor"]), "kaz": "national:KAZ",
			"partner1": "partner:" + string(w.IDs["partner"])} {
			cookie := lookAs(t, w, as)
			for _, l := range lines {
				for _, path := range objectsAt(w, l[1]) {
					if l[0] == http.MethodPost {
						before := len(w.Collect(t, "admin", "/comments")) + len(w.Collect(t, "admin", "/saved-views"))
						handlerstest.WantText(t, browseWith(t, w, cookie, l[0], path), 403, "Nothing was saved", "/view-as/leave")
						if after := len(w.Collect(t, "admin", "/comments")) + len(w.Collect(t, "admin", "/saved-views")); after != before {
							t.Errorf("POST %s as %s made something", path, as)
						}
						refused++
						continue
					}
					got, theirs := browseWith(t, w, cookie, l[0], path), w.BrowseAs(t, who, l[0], path, nil)
					if got.Status != theirs.Status {
						t.Errorf("GET %s answers %s %d, and a manager with their eyes %d", path, who, theirs.Status, got.Status)
					}
					if got.Status != http.StatusOK {
						continue
					}
					shown[l[1]] = true
					handlerstest.WantText(t, got, 200, `class="railed viewed"`, "/view-as/leave")
					if n := strings.Count(string(got.Body), `method="post"`); n != 1 || strings.Contains(string(got.Body), "/api/v1/") {
						t.Errorf("GET %s as %s offers %d forms, or a file of the manager's own", path, as, n)
					}
				}
			}
		}
		for _, l := range lines {
			if l[0] == http.MethodGet && shown[l[1]] == slices.Contains(managersAlone, l[1]) {
				t.Errorf("whether %s was read with another's eyes: %v", l[1], shown[l[1]])
			}
		}
		if refused < 30 || len(own) != len(ownPages) {
			t.Errorf("%d forms were refused; of the pages that are a person's own there are %v", refused, own)
		}
	})
}

// TestSigningInEndsLooking holds that a browser's next session begins with the person's own eyes.
func TestSigningInEndsLooking(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		in := w.Browse(t, http.MethodPost, "/sign-in/link", url.Values{"token": {w.Link("manager")}}).Want(t, 303)
		if cookies := strings.Join(in.Header.Values("Set-Cookie"), "\n"); !strings.Contains(cookies, "view_as=;") {
			t.Errorf("signing in sets %q", cookies)
		}
	})
}
