package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// tab is a page in a real browser.
type tab struct {
	t   *testing.T
	ctx context.Context
}

// browse opens a browser. Without one nothing is known of the pages' scripts: where it is missing the test fails.
func browse(t *testing.T) tab {
	t.Helper()
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && program == "" {
			program = found
		}
	}
	if program == "" {
		t.Fatal("this test needs Chromium: run ./test, or install it (Debian: apt-get install chromium)")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(program), chromedp.NoSandbox,
		chromedp.WindowSize(1280, 900),
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-component-update", true))
	all, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(all)
	t.Cleanup(end)
	b := tab{t, ctx}
	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `window.faults = [];
		document.addEventListener("securitypolicyviolation", (e) => window.faults.push(e.violatedDirective + " " + e.blockedURI));
		window.addEventListener("error", (e) => window.faults.push(e.message));`})
	return b
}

// call calls the browser itself.
func call[P, R any](b tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	got, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.t.Fatalf("%s: %v", command.Method, err)
	}
	return got
}

// do takes steps on the page; one that cannot be taken within a minute fails.
func (b tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%v on the page: %s", err, evaluated[string](b, `location.pathname + "\n" + document.body.innerText`))
	}
}

// evaluated runs a script in the page.
func evaluated[T any](b tab, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%.200s: %v", script, err)
	}
	return v
}

func open(url string) chromedp.Action[chromedp.Void] { return chromedp.Navigate(url) }
func click(css string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible)
}
func shown(css string) chromedp.Action[chromedp.Void] { return chromedp.WaitVisible(chromedp.CSS(css)) }
func gone(css string) chromedp.Action[chromedp.Void] {
	return chromedp.WaitNotVisible(chromedp.CSS(css))
}

// demoDoor starts the demo and gives its address.
func demoDoor(t *testing.T) string {
	t.Helper()
	screen := serve(t, nil, "demo", "--dir="+t.TempDir(), "--listen=127.0.0.1:0").out.String()
	found := regexp.MustCompile(`(?m)^  Address  (http://localhost:\d+)$`).FindStringSubmatch(screen)
	if found == nil {
		t.Fatalf("the demo says\n%s", screen)
	}
	return found[1]
}

// TestPasskeyInABrowser does in a real browser what a person does in the demo: enters by its button, adds a passkey, signs out, signs in
// by the passkey, and puts off the end of the session, with a virtual authenticator in the place of a device.
func TestPasskeyInABrowser(t *testing.T) {
	address := demoDoor(t)
	b := browse(t)
	call(b, webauthn.Enable, webauthn.EnableParams{})
	device := call(b, webauthn.AddVirtualAuthenticator,
		webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true,
			AutomaticPresenceSimulation: true}}).AuthenticatorID

	account := `.rail a[href="/account"]`
	b.do(open(address+"/sign-in"), click(`button[value="partner@demo.example"]`), shown(account))
	b.sound("the page of what waits")
	b.do(click(account), shown("#sessions"))
	b.do(chromedp.SendKeys(chromedp.CSS("#new-passkey"), "Work laptop"), click("#add-passkey button"),
		shown(`input[name=name][value="Work laptop"]`))
	b.sound("the account page")
	b.do(open(address+"/sign-out"), click("main form button"), shown("#use-passkey"))
	if signed := evaluated[int](b, `fetch("/api/v1/me").then((a) => a.status)`); signed != 401 {
		t.Errorf("signed out, it is answered %d", signed)
	}
	b.sound("the sign-in page")

	call(b, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: device, IsUserVerified: false})
	b.do(click("#use-passkey"), shown("#passkey-fault"))
	call(b, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: device, IsUserVerified: true})
	b.do(click("#use-passkey"), shown(account), click(account), shown("#sessions"))
	if list := evaluated[string](b, `document.querySelector("section").innerText`); !strings.Contains(list, "This browser by a passkey") {
		t.Errorf("the sessions are\n%s", list)
	}
	if cookies := evaluated[string](b, `document.cookie`); cookies != "" {
		t.Errorf("a script reads %q", cookies)
	}
	b.sound("the account page again")
	b.sessionEnd()
}

// sessionEnd puts the page's clock forward, to just before the session's end and over it.
func (b tab) sessionEnd() {
	b.t.Helper()
	forward := func(seconds string) {
		evaluated[string](b, `{ const then = Date.now(), stay = document.getElementById("session-end").dataset; Date.now = () => then + (`+
			seconds+`) * 1000; "" }`)
	}
	b.do(chromedp.SendKeys(chromedp.CSS("#new-passkey"), "Half typed"))
	forward("stay.left - 100")
	b.do(shown("#session-end [data-state=soon]"), click("#session-end button"), gone("#session-end"))
	if typed := evaluated[string](b, `document.activeElement.id + " " + document.activeElement.value`); typed != "new-passkey Half typed" {
		b.t.Errorf("the focus is on %q", typed)
	}
	forward("stay.idle - 100")
	b.do(shown("#session-end [data-state=soon]"))
	if left := evaluated[int](b, `fetch("/api/v1/sign-out", { method: "POST" }).then((a) => a.status)`); left != 200 {
		b.t.Errorf("signing out is answered %d", left)
	}
	b.do(click("#session-end button"), shown("#session-end [data-state=over]"))
	if typed := evaluated[string](b, `document.getElementById("new-passkey").value`); typed != "Half typed" {
		b.t.Errorf("what was typed is %q", typed)
	}
	b.do(chromedp.Reload(), shown("#email"))
	b.do(open("about:blank"))
}

// audit finds what makes a page hard to read or to use.
const audit = `(() => {
	const faults = [...window.faults], rgb = (c) => c.match(/[\d.]+/g).map(Number), root = document.documentElement;
	const light = (c) => c.slice(0, 3).map((v) => v / 255)
		.map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
	const under = (e) => {
		for (; e; e = e.parentElement) {
			const c = rgb(getComputedStyle(e).backgroundColor);
			if (c.length < 4 || c[3] === 1) return c;
		}
		return [255, 255, 255];
	};
	for (const e of document.querySelectorAll("body *")) {
		if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) || !e.checkVisibility() ||
			e.closest("svg, noscript, .vh, .skip, [aria-hidden]")) continue;
		const [a, b] = [light(rgb(getComputedStyle(e).color)), light(under(e))].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
		if (ratio < 4.5) faults.push("contrast " + ratio.toFixed(1) + ": " + e.textContent.trim().slice(0, 40));
	}
	for (const e of document.querySelectorAll("button, select, textarea, input:not([type=hidden])")) {
		const box = (e.closest("label") || e).getBoundingClientRect(); // around a box to tick its label is hit, too
		if (e.checkVisibility() && !e.closest(".vh") && Math.min(box.width, box.height) < 44)
			faults.push("small target: " + (e.id || e.innerText) + " " + box.width + " × " + box.height);
	}
	const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
	for (const id of ids.filter((id, i) => ids.indexOf(id) !== i)) faults.push("the id stands twice: " + id);
	if (root.scrollWidth > innerWidth) faults.push("scrolls sideways by " + (root.scrollWidth - innerWidth));
	if (document.querySelectorAll("h1").length !== 1 || !document.querySelector("main") || !root.lang || !root.dir)
		faults.push("a heading, a landmark or the language is missing");
	return faults;
})()`

// sound holds that a page can be read and used: wide and on a phone, light and dark, and from right to left.
func (b tab) sound(name string) {
	b.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			// what fades is half way when it is looked at
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		for _, width := range []int64{1280, 360} {
			b.do(chromedp.EmulateViewport(width, 800))
			for _, direction := range []string{"ltr", "rtl"} {
				evaluated[string](b, fmt.Sprintf("document.documentElement.dir = %q", direction))
				for _, fault := range evaluated[[]string](b, audit) {
					b.t.Errorf("%s, %s, %d wide, %s: %s", name, scheme, width, direction, fault)
				}
			}
		}
	}
	for _, n := range call(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		role, title := text(n.Role), text(n.Name)
		if !n.Ignored && slices.Contains([]string{"button", "link", "textbox", "img", "heading"}, role) && title == "" {
			b.t.Errorf("%s has a %s without a name", name, role)
		}
	}
	b.do(chromedp.EmulateViewport(1280, 800))
}

// text is a value of the tree by which screen readers read.
func text(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	return strings.Trim(string(v.Value), `"`)
}
