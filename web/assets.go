package web

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// Asset is a file that pages load. Its address holds a hash of what is in it: it never changes, and may be kept for ever.
type Asset struct {
	Path, Type string
	Body       []byte
}

// assets are the stylesheet, the style that small pages carry in themselves, and the fonts.
type assets struct {
	all        []Asset
	addresses  map[string]string
	inline     template.CSS
	inlineHash string // as a Content-Security-Policy names it
}

// Assets gives all that pages load.
func (s *Site) Assets() []Asset { return s.assets.all }

// sheets are the parts of the stylesheet in their order. The first two are enough for a page with a form.
var sheets = []string{"base", "form", "sign_in", "shell", "parts"}

var mediaTypes = map[string]string{".woff2": "font/woff2", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml"}

func readAssets() (*assets, error) {
	a := &assets{addresses: map[string]string{}}
	fonts, err := fs.Glob(files, "static/fonts/*.woff2")
	if err != nil {
		return nil, err
	}
	for _, f := range fonts {
		body, err := files.ReadFile(f)
		if err != nil {
			return nil, err
		}
		a.add(strings.TrimPrefix(f, "static/"), body)
	}
	for _, name := range []string{"passkey.js", "session.js"} {
		script, err := files.ReadFile("static/" + name)
		if err != nil {
			return nil, err
		}
		a.add(name, script)
	}
	style, err := a.style(false)
	if err != nil {
		return nil, err
	}
	a.add("qadam.css", []byte(style))
	small, err := a.style(true)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(small))
	a.inline, a.inlineHash = template.CSS(small), "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'"
	return a, nil
}

// add gives a file its address.
func (a *assets) add(name string, body []byte) {
	ext, sum := path.Ext(name), sha256.Sum256(body)
	address := fmt.Sprintf("/static/%s.%x%s", strings.TrimSuffix(path.Base(name), ext), sum[:8], ext)
	a.addresses[name] = address
	a.all = append(a.all, Asset{Path: address, Type: mediaTypes[ext], Body: body})
}

// address is where an asset is found.
func (a *assets) address(name string) (string, error) {
	if address, ok := a.addresses[name]; ok {
		return address, nil
	}
	return "", fmt.Errorf("there is no asset %q", name)
}

// style puts the stylesheet together: the tokens in light and dark, the fonts' addresses, the parts. A small page has no use
// for a choice of theme, which only those who have signed in can make, nor for the tokens of charts.
func (a *assets) style(small bool) (string, error) {
	part := func(name string) string {
		text, err := files.ReadFile("static/css/" + name + ".css")
		if err != nil {
			panic(err) // embedded: it is there, or the program does not build
		}
		return string(text)
	}
	light, dark := part("light"), part("dark")
	var b strings.Builder
	if small {
		all := part("base") + part("form")
		light, dark = onlyUsed(light, all), onlyUsed(dark, all)
		b.WriteString(":root{color-scheme:light dark;" + light + "}@media (prefers-color-scheme:dark){:root{" + dark + "}}")
	} else {
		b.WriteString(":root{color-scheme:light dark;" + light + "}" +
			"@media (prefers-color-scheme:dark){:root:not([data-theme=light]){" + dark + "}}" +
			":root[data-theme=dark]{color-scheme:dark;" + dark + "}:root[data-theme=light]{color-scheme:light}")
	}
	b.WriteString(part("fonts"))
	parts := sheets
	if small {
		parts = sheets[:2]
	}
	for _, name := range parts {
		b.WriteString(part(name))
	}
	var missing error
	css := fontURL.ReplaceAllStringFunc(b.String(), func(found string) string {
		address, err := a.address(fontURL.FindStringSubmatch(found)[1])
		if err != nil {
			missing = err
		}
		return "url(" + address + ")"
	})
	return minify(css), missing
}

var (
	fontURL  = regexp.MustCompile(`url\((fonts/[^)]+)\)`)
	token    = regexp.MustCompile(`(--[a-z0-9-]+):[^;]+;\s*`)
	comments = regexp.MustCompile(`/\*[^*]*\*/`)
	blanks   = regexp.MustCompile(`\s+`)
	tight    = regexp.MustCompile(` ?([{};,>]) ?`)
)

// onlyUsed keeps the tokens that a style refers to.
func onlyUsed(tokens, style string) string {
	return token.ReplaceAllStringFunc(tokens, func(t string) string {
		if name := token.FindStringSubmatch(t)[1]; !strings.Contains(style, "var("+name+")") {
			return ""
		}
		return t
	})
}

// minify takes out comments and blanks. Blanks before colons stay: in a selector they mean something.
func minify(css string) string {
	css = blanks.ReplaceAllString(comments.ReplaceAllString(css, ""), " ")
	css = tight.ReplaceAllString(css, "$1")
	return strings.NewReplacer(": ", ":", ";}", "}").Replace(css)
}
