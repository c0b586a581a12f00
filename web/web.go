// Package web is the pages: their templates, their words in several languages, their style and fonts, all checked when the
// program starts. It knows neither HTTP nor the use cases: a handler fills a view, and Render makes the page of it.
package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"qadam/i18n"
	"qadam/models"
)

//go:embed templates static texts
var files embed.FS

// View is what one page shows. It says which template shows it, and gives examples with which the page is tried at the
// start: a page that fails on one of them stops the program there and not at its first reader.
type View interface {
	page() page
	examples() []View
}

// page is the template that shows a view, and what the browser may load for it.
type page struct {
	name     string
	inline   bool // carries its style in itself, so that one answer is enough to read and use it
	scripted bool // has a script: passkeys need one, and the end of a session
	framed   bool // shows other answers of ours in frames
	shell    bool // is for those who have signed in, and has the rail beside it
}

// views are all the pages. A template that no view declares, and a view without a template, are faults at the start.
var views = []View{SignIn{}, SignInLink{}, Provider{}, SignOut{}, Account{}, PendingSteps{}, Act{}, Problem{}, UpdateForm{}, UpdateSent{},
	UpdateState{}, UpdateColleague{}, Unsubscribe{}, DemoMails{}, Needs{}, Need{}, Overview{}, Search{}, ViewAs{}, Viewing{}, Styleguide{}}

// Examples gives the examples of every view by the name of its page.
func Examples() map[string][]View {
	all := map[string][]View{}
	for _, v := range views {
		all[v.page().name] = v.examples()
	}
	return all
}

// Frame is what surrounds any view.
type Frame struct {
	// Language is the reader's wish; the nearest language that there is gets the page.
	Language string
	// Notice is what the installation says of its data; "" when it is real.
	Notice string
	// Today decides which dates need their year.
	Today models.Date
	// Shell surrounds the pages of those who have signed in; nil for everybody else.
	Shell *Shell
}

// Page is a page as it is sent. Policy is its Content-Security-Policy.
type Page struct {
	HTML           []byte
	Policy, Locale string
}

// Site is all pages and what they load.
type Site struct {
	assets  *assets
	texts   *texts
	symbols map[string]string
	pages   map[string]map[string]*template.Template // by language, then by page
}

// New reads and tries everything. Its errors are mistakes of those who write pages.
func New() (*Site, error) {
	s := &Site{pages: map[string]map[string]*template.Template{}}
	var err error
	if s.assets, err = readAssets(); err != nil {
		return nil, err
	}
	if s.texts, err = readTexts(); err != nil {
		return nil, err
	}
	if s.symbols, err = readSymbols(); err != nil {
		return nil, err
	}
	for _, l := range s.texts.languages {
		if s.pages[l.Tag], err = s.parse(l); err != nil {
			return nil, err
		}
	}
	return s, s.try()
}

// parse reads all pages for one language.
func (s *Site) parse(l *language) (map[string]*template.Template, error) {
	frame := template.New("page").Funcs(s.functions(l)).Option("missingkey=error")
	for _, folder := range []string{"layout", "partials"} {
		found, err := fs.Glob(files, "templates/"+folder+"/*.html")
		if err != nil {
			return nil, err
		}
		for _, file := range found {
			if err := parseFile(frame, file); err != nil {
				return nil, err
			}
		}
	}
	found, err := fs.Glob(files, "templates/pages/*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, file := range found {
		name := strings.TrimSuffix(path.Base(file), ".html")
		page := template.Must(frame.Clone())
		if err := parseFile(page, file); err != nil {
			return nil, err
		}
		pages[name] = page
	}
	return pages, nil
}

// indentation is for those who read a template; it is not sent.
var indentation = regexp.MustCompile(`\n[ \t]+`)

// parseFile adds what a file defines to a template.
func parseFile(to *template.Template, file string) error {
	text, err := files.ReadFile(file)
	if err != nil {
		return err
	}
	_, err = to.New(path.Base(file)).Parse(string(indentation.ReplaceAll(text, []byte("\n"))))
	return err
}

// try renders every view's examples in every language.
func (s *Site) try() error {
	declared := map[string]bool{}
	for _, v := range views {
		declared[v.page().name] = true
		examples := v.examples()
		if len(examples) == 0 {
			return fmt.Errorf("the page %s has no example to try it with", v.page().name)
		}
		for _, e := range examples {
			for _, l := range s.texts.languages {
				if _, err := s.Render(exampleFrame(l.Tag, e), e); err != nil {
					return err
				}
			}
		}
	}
	for name := range s.pages[i18n.English.Tag] {
		if !declared[name] {
			return fmt.Errorf("no view declares the page %s", name)
		}
	}
	return s.texts.unused()
}

// exampleFrame surrounds an example.
func exampleFrame(language string, v View) Frame {
	f := Frame{Language: language, Notice: "Fiction", Today: "2021-07-14"}
	if Shelled(v) {
		f.Shell = exampleShell()
		f.Shell.Viewed = v.page().name == Viewing{}.page().name // one page is tried as it is read with another's eyes
	}
	return f
}

// layoutData is what the layout sees.
type layoutData struct {
	Frame
	Lang, Dir string
	Inline    template.CSS // "" where the page loads the stylesheet
	Languages []choice
	View      View
}

// choice is a language by its own name.
type choice struct {
	Tag, Name string
	Current   bool
}

// iconsPlace is where the layout wants the symbols of the icons that the page uses.
const iconsPlace = `<svg id="icons" hidden></svg>`

var iconUsed = regexp.MustCompile(`href="#(i-[a-z-]+)"`)

// Render makes a page. It is whole or not there at all: nothing is sent of one that fails half way.
func (s *Site) Render(f Frame, v View) (Page, error) {
	l := s.texts.nearest(f.Language)
	shown := v.page()
	html := s.pages[l.Tag][shown.name]
	if html == nil {
		return Page{}, fmt.Errorf("there is no template for the page %s", shown.name)
	}
	data := layoutData{Frame: f, Lang: l.Tag, Dir: l.Dir, View: v, Languages: s.texts.choices(l)}
	out := Page{Policy: policy("'self'"), Locale: l.Tag}
	if shown.inline {
		data.Inline, out.Policy = s.assets.inline, policy(s.assets.inlineHash)
	}
	if shown.scripted || f.Shell != nil {
		out.Policy += "; script-src 'self'; connect-src 'self'"
	}
	if shown.framed {
		out.Policy += "; frame-src 'self'"
	}
	var b bytes.Buffer
	if err := html.ExecuteTemplate(&b, "layout", data); err != nil {
		return Page{}, fmt.Errorf("the page %s: %w", shown.name, err)
	}
	out.HTML = s.withIcons(b.Bytes())
	return out, nil
}

// policy lets a page load our own fonts and the one style, send forms to us, and nothing else.
func policy(style string) string {
	return "default-src 'none'; style-src " + style +
		"; font-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// withIcons puts the symbols of the icons that a page uses in their place.
func (s *Site) withIcons(page []byte) []byte {
	var sprite strings.Builder
	seen := map[string]bool{}
	for _, m := range iconUsed.FindAllSubmatch(page, -1) {
		if id := string(m[1]); !seen[id] {
			seen[id] = true
			sprite.WriteString(s.symbols[id])
		}
	}
	return bytes.Replace(page, []byte(iconsPlace), []byte(`<svg hidden>`+sprite.String()+`</svg>`), 1)
}

var symbol = regexp.MustCompile(`<symbol id="([a-z-]+)".*</symbol>`)

// readSymbols reads the sprite, an icon a line.
func readSymbols() (map[string]string, error) {
	text, err := files.ReadFile("static/icons.svg")
	out := map[string]string{}
	for _, m := range symbol.FindAllStringSubmatch(string(text), -1) {
		out[m[1]] = m[0]
	}
	return out, err
}

// functions are what templates can call, in one language.
func (s *Site) functions(l *language) template.FuncMap {
	return template.FuncMap{
		"t": l.text, "rich": l.rich, "date": l.date, "day": l.day, "instant": l.instant, "amount": l.amount, "fault": l.fault,
		"say": l.say, "short": l.short, "percent": l.percent, "whole": l.whole, "sign": sign, "list": list,
		"tenth": l.tenth, "cents": l.cents, "squares": Squares, "gapbar": GapBar, "both": both, "bar": ScoreBar, "spread": Spread,
		"asset": s.assets.address,
		"icon": func(name string, class ...string) (template.HTML, error) {
			if s.symbols["i-"+name] == "" {
				return "", fmt.Errorf("there is no icon %q", name)
			}
			classes := strings.Join(append([]string{"icon"}, class...), " ")
			return template.HTML(`<svg class="` + classes + `" aria-hidden="true"><use href="#i-` + name + `"/></svg>`), nil
		},
	}
}
