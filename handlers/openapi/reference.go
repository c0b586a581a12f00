package openapi

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/swaggest/jsonschema-go"

	"qadam/handlers/problem"
	"qadam/models"
)

//go:embed static/docs.html
var docsHTML string

// CSS is the style of the reference page.
//
//go:embed static/docs.css
var CSS []byte

// docsPage is what the reference page shows.
type docsPage struct {
	Version, Notice string
	Intro           []string
	Groups          []docsGroup
	Shared          []docsShared
	Objects         []docsObject
	Problems        []docsProblem
}

// docsShared is a parameter that many operations take.
type docsShared struct {
	Name, Where, About string
	Kind               docsKind
}

type docsGroup struct {
	Name, About string
	Operations  []docsOperation
}

type docsOperation struct {
	ID, Method, Path, Summary, About string
	Rows                             []docsRow
	Also                             []string // shared parameters
	Takes, Gives                     docsKind
	Success                          int
	Faults                           []docsFault
	Curl                             template.HTML
}

type docsFault struct {
	Status int
	Code   string
}

// docsRow is one parameter or one member.
type docsRow struct {
	Name, About string
	Kind        docsKind
	Required    bool
}

// docsKind says in words what a value is; Object is the anchor of the object it is, or is made of.
type docsKind struct{ Words, Object, After string }

type docsObject struct {
	Name, About string
	Stored      bool   // has the members that every stored object has
	Beside      string // the input whose members it has, too
	Rows        []docsRow
}

type docsProblem struct {
	Code, Title, Means, Act string
	Status                  int
}

// renderPage writes the reference page.
func renderPage(d *document, notice string) ([]byte, error) {
	page, err := template.New("docs").Parse(docsHTML)
	if err != nil {
		return nil, err
	}
	shared := d.Components.Parameters
	view := docsPage{Version: d.Info.Version, Notice: notice, Intro: strings.Split(d.Info.Description, "\n\n"), Shared: sharedRows(d),
		Objects: objectsOf(d), Problems: problemsInOrder()}
	for _, t := range d.Tags {
		g := docsGroup{Name: t.Name, About: t.Description}
		for _, op := range d.order {
			if op.Tags[0] == t.Name {
				g.Operations = append(g.Operations, showOperation(op, shared))
			}
		}
		view.Groups = append(view.Groups, g)
	}
	var out bytes.Buffer
	err = page.Execute(&out, view)
	return out.Bytes(), err
}

func showOperation(op *operation, shared map[string]parameter) docsOperation {
	v := docsOperation{ID: op.ID, Method: op.method, Path: op.path, Summary: op.Summary, About: op.Description, Success: http.StatusOK,
		Curl: inText(curl(op))}
	for _, p := range op.Parameters {
		if p.Ref != "" {
			if p = shared[strings.TrimPrefix(p.Ref, "#/components/parameters/")]; p.In != "path" {
				v.Also = append(v.Also, p.Name)
			}
			continue
		}
		row := docsRow{Name: p.Name, About: p.Description, Kind: queryWords(p)}
		if p.Schema.Items != nil && len(p.Schema.Items.SchemaOrBool.TypeObject.Enum) > 0 {
			row.About = "" // the values say it
		}
		v.Rows = append(v.Rows, row)
	}
	if op.route == nil {
		return v
	}
	v.Success = op.route.Success()
	if op.Body != nil {
		v.Takes = contentKind(op.Body.Content)
	}
	v.Gives = contentKind(op.Responses[fmt.Sprint(v.Success)].Content)
	byStatus := map[int]models.Code{}
	for code, p := range problem.Kinds {
		if !p.Beside {
			byStatus[p.Status] = code
		}
	}
	for _, status := range sorted(op.route.faultSet()) {
		if status > 399 && status != 401 && status < 500 {
			v.Faults = append(v.Faults, docsFault{status, anchorOf(byStatus[status])})
		}
	}
	return v
}

func (r *Route) faultSet() map[int]bool {
	set := map[int]bool{}
	for _, status := range r.faults() {
		set[status] = true
	}
	return set
}

// anchorOf names the place on the page that explains a kind of problem.
func anchorOf(code models.Code) string { return strings.TrimPrefix(problem.Type(code), "/docs#") }

func contentKind(content map[string]media) docsKind {
	if m, ok := content[jsonType]; ok {
		return kindWords(&m.Schema)
	}
	return docsKind{Words: strings.Join(sorted(content), " or ")}
}

// inText escapes what stands between tags, where quotes are safe: examples are full of them.
func inText(s string) template.HTML {
	return template.HTML(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s))
}

// curl writes a command that does the operation with the example.
func curl(op *operation) string {
	parts := []string{"curl"}
	if op.method != http.MethodGet && (op.Body == nil || op.method != http.MethodPost) {
		parts = append(parts, "-X "+op.method)
	}
	if op.route != nil {
		parts = append(parts, `-H "Authorization: Bearer $TOKEN"`)
		if op.route.IfMatch {
			parts = append(parts, `-H 'If-Match: "3"'`)
		}
	}
	if op.Body != nil {
		kind := jsonType
		if op.route.Media != "" {
			kind = op.route.Media
		}
		body, _ := op.Body.Content[kind].Example.(json.RawMessage)
		text := string(body)
		if op.route.Media != "" {
			text = "@needs.csv"
		}
		if kind == "application/octet-stream" {
			text = "@attendance.pdf"
		}
		parts = append(parts, "-H 'Content-Type: "+kind+"'", "--data-binary '"+strings.ReplaceAll(text, "'", `'\''`)+"'")
	}
	return strings.Join(append(parts, `"$QADAM`+strings.ReplaceAll(op.path, "{id}", "$ID")+`"`), " ")
}

func sharedRows(d *document) []docsShared {
	var rows []docsShared
	for _, name := range sorted(d.Components.Parameters) {
		p := d.Components.Parameters[name]
		rows = append(rows, docsShared{Name: p.Name, Where: p.In, About: p.Description, Kind: kindWords(p.Schema)})
	}
	return rows
}

// base are the members of every stored object, which the page explains once.
var base = map[string]bool{"id": true, "version": true, "created_at": true, "updated_at": true}

// objectsOf lists the objects; of one that has all members of its input only the others.
func objectsOf(d *document) []docsObject {
	var all []docsObject
	for _, name := range sorted(d.Components.Schemas) {
		s := d.Components.Schemas[name]
		if strings.HasSuffix(name, "Page") || strings.HasSuffix(name, "Patch") {
			continue
		}
		o := docsObject{Name: name}
		if s.Description != nil {
			o.About = *s.Description
		}
		input := d.Components.Schemas[name+"Input"]
		for _, member := range inOrder(s) {
			if base[member] && s.Properties["version"].TypeObject != nil {
				o.Stored = true
				continue
			}
			if _, both := input.Properties[member]; both && member != "id" {
				o.Beside = name + "Input"
				continue
			}
			p := s.Properties[member].TypeObject
			row := docsRow{Name: member, Kind: kindWords(p)}
			if p.Description != nil {
				row.About = *p.Description
			}
			for _, r := range s.Required {
				row.Required = row.Required || r == member && strings.HasSuffix(name, "Input")
			}
			o.Rows = append(o.Rows, row)
		}
		all = append(all, o)
	}
	return all
}

// inOrder lists the members of an object as they are declared.
func inOrder(s jsonschema.Schema) []string {
	t := s.ReflectType
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == reflect.TypeFor[models.Money]() {
		return sorted(s.Properties)
	}
	var out []string
	for _, name := range members(t) {
		if _, ok := s.Properties[name]; ok {
			out = append(out, name)
		}
	}
	return out
}

func problemsInOrder() []docsProblem {
	all := []docsProblem{}
	for code, p := range problem.Kinds {
		all = append(all, docsProblem{Code: anchorOf(code), Status: p.Status, Title: p.Title, Means: p.Means, Act: p.Act})
	}
	slices.SortFunc(all, func(a, b docsProblem) int { return cmp.Or(a.Status-b.Status, -strings.Compare(a.Code, b.Code)) })
	return all
}
