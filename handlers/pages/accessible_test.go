package pages_test

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
	"qadam/i18n"
	"qadam/web"
)

// axe judges a page by the Web Content Accessibility Guidelines (axe-core, MPL-2.0).
//
//go:embed testdata/axe/axe.min.js
var axe string

// inspect runs in a real browser: it opens each page in a frame of its own, narrow and wide, and tells what is wrong with it.
const inspect = `
const faults = [], seen = {};
async function open(path, width, zoom) {
  const frame = document.createElement('iframe');
  frame.style.width = width + 'px'; frame.style.height = '900px'; frame.title = path;
  const loaded = new Promise(done => frame.onload = done);
  frame.src = path; document.body.append(frame);
  await loaded;
  frame.contentDocument.documentElement.style.zoom = zoom;
  return frame;
}
async function look(path) {
  let frame = await open(path, 1200, 1), page = frame.contentWindow;
  seen[path] = page.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  page.eval(AXE);
  const found = await page.axe.run(page.document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']});
  for (const v of found.violations) for (const n of v.nodes) faults.push(path + ': ' + v.id + ': ' + n.html.slice(0,
	200) + ' ' + (n.any[0] || n.all[0] || n.none[0] || {}).message);
  for (const e of page.document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, select, summary')) {
    if (e.checkVisibility && !e.checkVisibility()) continue;
    e.focus();
    const shown = e.closest('.choice') || e, ring = page.getComputedStyle(shown).outlineStyle, box = shown.getBoundingClientRect();
    if (page.document.activeElement !== e) faults.push(path + ': the keyboard does not reach ' + e.outerHTML.slice(0, 120));
    else if (ring === 'none' &&
	getComputedStyle(e).outlineStyle === 'none') faults.push(path + ': no ring shows the focus of ' + e.outerHTML.slice(0, 120));
    if (box.height < 24 && !e.closest('p, li')) faults.push(path + ': too small to hit: ' + e.outerHTML.slice(0, 120));
  }
  frame.remove();
  for (const [width, zoom] of [[320, 1], [640, 2]]) {
    frame = await open(path, width, zoom);
    const root = frame.contentDocument.documentElement;
    if (root.scrollWidth > root.clientWidth) faults.push(path + ': scrolls both ways at ' + width + ' px and ' + zoom * 100 + '%: ' + root.scrollWidth + ' of ' + root.clientWidth);
    frame.remove();
  }
}
(async () => {
  try { for (const path of PATHS) await look(path); } catch (e) { faults.push('the inspection failed: ' + e); }
  await fetch('/report', {method: 'POST', body: JSON.stringify({faults, seen})});
})();`

type inspection struct {
	Faults []string
	Seen   map[string]string
}

// chromium finds the browser; ./test installs it where it may.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("this test needs Chromium (Debian: apt-get install chromium); ./test installs it as root")
	return ""
}

// judge shows pages to the browser in one colour scheme.
func judge(t *testing.T, w *world, pages map[string][]byte, scheme string) {
	t.Helper()
	reports := make(chan inspection, 1)
	mux := http.NewServeMux()
	var paths []string
	for name, page := range pages {
		paths = append(paths, "/page/"+name)
		mux.HandleFunc("/page/"+name, func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = rw.Write(page)
		})
	}
	mux.HandleFunc("/report", func(_ http.ResponseWriter, r *http.Request) {
		var got inspection
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		reports <- got
	})
	mux.HandleFunc("/static/", func(rw http.ResponseWriter, r *http.Request) {
		res, err := handlerstest.Client.Get(w.Base + r.URL.Path)
		if err != nil {
			t.Error(err)
			return
		}
		defer res.Body.Close()
		rw.Header().Set("Content-Type", res.Header.Get("Content-Type"))
		_, _ = io.Copy(rw, res.Body)
	})
	list, _ := json.Marshal(paths)
	library, _ := json.Marshal(axe)
	mux.HandleFunc("/{$}", func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(rw, "<!doctype html><title>Inspection</title><body><script>const AXE = %s, PATHS = %s;%s</script>",
			strings.ReplaceAll(string(library), "</", `<\/`), list, inspect)
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	value := map[string]string{"dark": "0", "light": "1"}[scheme]
	args := []string{"--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
		"--disable-sync",
		"--blink-settings=preferredColorScheme=" + value, "--user-data-dir=" + t.TempDir(), "--remote-debugging-port=0", srv.URL + "/"}
	if os.Geteuid() == 0 {
		args = append([]string{"--no-sandbox"}, args...)
	}
	cmd := exec.Command(chromium(t), args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Wait() }()
	defer func() { _ = cmd.Process.Kill() }()
	select {
	case got := <-reports:
		for _, f := range got.Faults {
			t.Errorf("%s: %s", scheme, f)
		}
		if len(got.Seen) != len(pages) {
			t.Errorf("%d pages of %d were looked at", len(got.Seen), len(pages))
		}
		for path, was := range got.Seen {
			if was != scheme {
				t.Errorf("%s was shown %s, not %s", path, was, scheme)
			}
		}
	case <-time.After(10 * time.Minute):
		t.Fatal("the browser did not report")
	}
}

// TestPagesAreAccessible shows the form behind an update link to a real browser in each language, and every page in one
// from left to right and one from right to left, in light and dark: nothing that axe finds, nothing that the keyboard does not reach, no
// scrolling both ways at 320 pixels or at 200%.
func TestPagesAreAccessible(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	pages := map[string][]byte{}
	for _, lang := range i18n.Tags() {
		path := w.UpdateLink(t)
		in := "?lang=" + lang
		wrong := url.Values{"act": {"send"}, "spent": {"x"}, "d-" + string(w.IDs["milestone"]): {"x"}}
		pages[lang+"-form"] = w.Browse(t, http.MethodGet, path+in, nil).Body
		pages[lang+"-faults"] = w.Browse(t, http.MethodPost, path+in, wrong).Body
		if lang != "en" && lang != "ar" {
			continue
		}
		waits := waitingID.FindSubmatch(w.BrowseAs(t, "manager", http.MethodGet, "/reminders", nil).Body)
		pages[lang+"-waits"] = w.BrowseAs(t, "manager", http.MethodPost, "/reminders"+in, url.Values{"reminder": {string(waits[1])},
			"until": {"?"}}).Body
		pages[lang+"-consent"] = w.BrowseAs(t, "kaz", http.MethodPost, at(t, w, "kaz", "consent_request", "consent_request").path+in,
			url.Values{"act": {"consent"}, "version": {"1"}}).Body
		pages[lang+"-activity"] = w.BrowseAs(t, "manager", http.MethodGet, at(t, w, "manager", "activity", "activity").path+in, nil).Body
		pages[lang+"-referral"] = w.BrowseAs(t, "partner1", http.MethodGet, at(t, w, "partner1", "referral", "referral").path+in, nil).Body
		for _, who := range []string{"manager", "kaz", "partner1", "donorA"} {
			pages[lang+"-search-"+who] = w.BrowseAs(t, who, http.MethodGet, "/search"+in+"&q=need", nil).Body
			pages[lang+"-home-"+who] = w.BrowseAs(t, who, http.MethodGet, "/"+in, nil).Body
			pages[lang+"-need-"+who] = w.BrowseAs(t, who, http.MethodGet, "/needs/"+string(w.IDs["shared need"])+in, nil).Body
			pages[lang+"-needs-"+who] = w.BrowseAs(t, who, http.MethodGet, "/needs"+in, nil).Body
		}
		pages[lang+"-needs-none"] = w.BrowseAs(t, "manager", http.MethodGet, "/needs"+in+"&q=nowherewords&status=met", nil).Body
		pages[lang+"-nothing-waits"] = w.BrowseAs(t, "donorA", http.MethodGet, "/reminders"+in, nil).Body
		pages[lang+"-colleague"] = w.Browse(t, http.MethodPost, path+"/colleague"+in, url.Values{}).Body
		w.Browse(t, http.MethodPost, path, url.Values{"token": {"t"}, "act": {"send"}, "health": {"off_track"},
			"narrative": {strings.Repeat("A very long word ", 20)}})
		pages[lang+"-sent"] = w.Browse(t, http.MethodGet, path+in, nil).Body
		pages[lang+"-notices"] = w.Browse(t, http.MethodGet, "/u/off/x/u/x"+in, nil).Body
		pages[lang+"-no-notices"] = w.Browse(t, http.MethodPost, "/u/off/x/u/x"+in, url.Values{}).Body
		pages[lang+"-expired"] = w.Browse(t, http.MethodGet, w.ExpiredLink(t)+in, nil).Body
		pages[lang+"-wrong"] = w.Browse(t, http.MethodGet, "/u/x"+in, nil).Body
		pages[lang+"-missing"] = w.Browse(t, http.MethodGet, "/nowhere"+in, nil).Body
	}
	site, err := web.New()
	if err != nil {
		t.Fatal(err)
	}
	for name, examples := range web.Examples() {
		for _, lang := range []string{"en", "ar"} {
			last := examples[len(examples)-1]
			made, err := site.Render(web.Frame{Language: lang, Notice: "Fiction", Today: "2026-11-29"}, last)
			if err != nil {
				t.Fatal(err)
			}
			pages[lang+"-example-"+name] = made.HTML
		}
	}
	for name, page := range pages {
		if !bytes.Contains(page, []byte("<main")) {
			t.Fatalf("%s is no page: %.200s", name, page)
		}
	}
	for _, scheme := range []string{"light", "dark"} {
		judge(t, w, pages, scheme)
	}
}

// packed is how many bytes there are of a page when it is compressed.
func packed(b []byte) int {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Len()
}

// TestPagesHoldTheirBudget measures the form as it is sent: 4 KB of style in a page of 14 KB in all, no script, one font.
func TestPagesHoldTheirBudget(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	for _, lang := range i18n.Tags() {
		page := w.Browse(t, http.MethodGet, w.UpdateLink(t)+"?lang="+lang, nil).Body
		style := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindSubmatch(page)
		if len(style) != 2 {
			t.Fatal("the form carries no style")
		}
		whole, css := packed(page), packed(style[1])
		t.Logf("%s: %d bytes, %d of them style, compressed", lang, whole, css)
		if whole > 14<<10 || css > 4<<10 || whole-css > 10<<10 {
			t.Errorf("%s: the form has %d bytes, its style %d", lang, whole, css)
		}
		for _, refused := range []string{"<script", "<img", `rel="stylesheet"`, "http://", "onclick"} {
			if bytes.Contains(bytes.ReplaceAll(page, []byte("http://www.w3.org"), nil), []byte(refused)) {
				t.Errorf("the form has %s", refused)
			}
		}
	}
}
