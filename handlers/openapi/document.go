// Package openapi describes the API: it makes the OpenAPI document and the reference page from the table of routes and from the
// types of what goes in and out. Rules are read from the validate tags that the use cases check by.
package openapi

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/swaggest/jsonschema-go"

	"qadam/handlers/problem"
	"qadam/models"
)

// document is an OpenAPI 3.1 description.
type document struct {
	OpenAPI    string                           `json:"openapi"`
	Info       info                             `json:"info"`
	Servers    []map[string]string              `json:"servers"`
	Security   []map[string][]string            `json:"security"`
	Tags       []tag                            `json:"tags"`
	Paths      map[string]map[string]*operation `json:"paths"`
	Components components                       `json:"components"`

	order []*operation // as in the table, for the reference page
}

type info struct {
	Title       string            `json:"title"`
	Summary     string            `json:"summary"`
	Description string            `json:"description"`
	License     map[string]string `json:"license"`
	Version     string            `json:"version"`
}

// jsonType is the content type of all bodies that are no files.
const jsonType = "application/json"

type tag struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

type components struct {
	Schemas         map[string]jsonschema.Schema `json:"schemas"`
	Parameters      map[string]parameter         `json:"parameters"`
	Responses       map[string]response          `json:"responses"`
	Examples        map[string]example           `json:"examples"`
	Headers         map[string]header            `json:"headers"`
	SecuritySchemes map[string]map[string]string `json:"securitySchemes"`
}

// operation is one method of one path. Security is set only where none is needed.
type operation struct {
	ID          string                 `json:"operationId"`
	Tags        []string               `json:"tags"`
	Summary     string                 `json:"summary"`
	Description string                 `json:"description,omitempty"`
	Security    *[]map[string][]string `json:"security,omitempty"`
	Parameters  []parameter            `json:"parameters,omitempty"`
	Body        *requestBody           `json:"requestBody,omitempty"`
	Responses   map[string]response    `json:"responses"`

	method, path string
	route        *Route // nil for what is not under /api/v1
}

type parameter struct {
	Ref         string             `json:"$ref,omitempty"`
	Name        string             `json:"name,omitempty"`
	In          string             `json:"in,omitempty"`
	Description string             `json:"description,omitempty"`
	Required    bool               `json:"required,omitempty"`
	Explode     *bool              `json:"explode,omitempty"`
	Schema      *jsonschema.Schema `json:"schema,omitempty"`
	Example     any                `json:"example,omitempty"`
}

type requestBody struct {
	Required bool             `json:"required"`
	Content  map[string]media `json:"content"`
}

type media struct {
	Schema   jsonschema.Schema     `json:"schema"`
	Example  any                   `json:"example,omitempty"`
	Examples map[string]exampleRef `json:"examples,omitempty"`
}

type response struct {
	Ref         string            `json:"$ref,omitempty"`
	Description string            `json:"description,omitempty"`
	Headers     map[string]header `json:"headers,omitempty"`
	Content     map[string]media  `json:"content,omitempty"`
}

type header struct {
	Ref         string             `json:"$ref,omitempty"`
	Description string             `json:"description,omitempty"`
	Schema      *jsonschema.Schema `json:"schema,omitempty"`
}

// Options are what an installation says of itself, and the names that only the server knows.
type Options struct {
	BaseURL, Version, Notice string
	SessionCookie            string // the cookie's whole name
	ViewAsHeader             string
	Policy                   map[string][]models.Role // who may take each action
}

// Files are the description and the reference page, as they are sent.
type Files struct{ JSON, Page []byte }

// Describe makes the description and the page of the table of routes.
func Describe(groups []Group, o Options) (Files, error) {
	d, err := newDocument(groups, o)
	if err != nil {
		return Files{}, err
	}
	text, err := json.Marshal(d)
	if err != nil {
		return Files{}, err
	}
	page, err := renderPage(d, o.Notice)
	return Files{text, page}, err
}

func newDocument(groups []Group, o Options) (*document, error) {
	names := newSchemas()
	d := &document{OpenAPI: "3.1.0",
		Info: info{Title: "Qadam", Summary: infoSummary, Description: infoWords, Version: cmp.Or(o.Version, "development"),
			License: map[string]string{"name": "Apache License 2.0", "identifier": "Apache-2.0"}},
		Servers:  []map[string]string{{"url": cmp.Or(o.BaseURL, "/")}},
		Security: []map[string][]string{{"bearerAuth": {}}, {"sessionCookie": {}}},
		Paths:    map[string]map[string]*operation{},
	}
	fault := names.refer(problem.Problem{}, asOutput)
	d.Components = components{Parameters: sharedParameters(o), Responses: problemResponses(fault), Headers: sharedHeaders(),
		SecuritySchemes: map[string]map[string]string{"bearerAuth": {"type": "http", "scheme": "bearer",
			"description": "A token from POST /api/v1/tokens or from the command line, in the header Authorization: Bearer qdm_…"},
			"sessionCookie": {"type": "apiKey", "in": "cookie", "name": o.SessionCookie,
				"description": "The cookie that signing in gives. Anything but GET has to come from this installation's own pages."}}}
	for _, g := range groups {
		d.Tags = append(d.Tags, tag{g.Name, g.About})
		for i := range g.Routes {
			d.add(describeRoute(&g.Routes[i], g.Name, o.Policy, names))
		}
	}
	d.Tags = append(d.Tags, tag{serviceTag, serviceWords})
	for _, op := range plainOperations() {
		d.add(op)
	}
	names.describeContents()
	names.describeNames()
	d.showExamples(names.all)
	d.Components.Schemas = names.all
	return d, names.fault
}

// add files an operation under its path.
func (d *document) add(op *operation) {
	if d.Paths[op.path] == nil {
		d.Paths[op.path] = map[string]*operation{}
	}
	d.Paths[op.path][strings.ToLower(op.method)] = op
	d.order = append(d.order, op)
}

// describeRoute makes the operation of one line of the table.
func describeRoute(r *Route, group string, policy map[string][]models.Role, names *schemas) *operation {
	noun, intention, _ := strings.Cut(r.Action, ".")
	op := &operation{ID: camel(noun) + capital(intention), Tags: []string{group}, Summary: r.Summary,
		Description: narrate(r, policy[r.Action]),
		method:      r.Method, path: r.Template(), route: r, Parameters: parametersOf(r), Responses: map[string]response{}}
	if r.In != nil {
		op.Body = bodyOf(r, names)
	}
	if r.Open {
		op.Security = &[]map[string][]string{}
	}
	op.Responses[strconv.Itoa(r.Success())] = successOf(r, names)
	for _, status := range r.faults() {
		op.Responses[strconv.Itoa(status)] = response{Ref: "#/components/responses/" + responseName(status)}
	}
	return op
}

// bodyOf describes what is sent.
func bodyOf(r *Route, names *schemas) *requestBody {
	if r.Media != "" {
		m := media{Schema: fileSchema(r.Media), Example: illustrate(r.Example)}
		return &requestBody{Required: true, Content: map[string]media{r.Media: m}}
	}
	kind := asInput
	if r.Method == http.MethodPatch || r.Partial {
		kind = asPatch
		names.refer(r.In, asInput) // which the reference page explains a patch by
	}
	m := media{Schema: names.refer(r.In, kind), Example: json.RawMessage(illustrate(r.Example))}
	content := map[string]media{jsonType: m}
	if r.Method == http.MethodPatch {
		content[mergePatch] = media{Schema: m.Schema}
	}
	return &requestBody{Required: true, Content: content}
}

// fileSchema describes a file: a text, or bytes of any kind.
func fileSchema(media string) jsonschema.Schema {
	s := (&jsonschema.Schema{}).WithType(jsonschema.String.Type())
	if media == "application/octet-stream" {
		s.WithFormat("binary")
	}
	return *s
}

// successOf describes what comes back.
func successOf(r *Route, names *schemas) response {
	out := response{Description: http.StatusText(r.Success()), Headers: map[string]header{}}
	if !r.Open {
		out.Headers["RateLimit"] = header{Ref: "#/components/headers/RateLimit"}
		out.Headers["RateLimit-Policy"] = header{Ref: "#/components/headers/RateLimitPolicy"}
	}
	if r.ETag {
		out.Headers["ETag"] = header{Ref: "#/components/headers/ETag"}
	}
	if r.TakesKey() {
		out.Headers["Idempotency-Replayed"] = header{Ref: "#/components/headers/IdempotencyReplayed"}
	}
	if r.Paged() {
		out.Headers["Link"] = header{Ref: "#/components/headers/Link"}
	}
	if r.Success() == http.StatusCreated {
		out.Headers["Location"] = header{Ref: "#/components/headers/Location"}
	}
	if _, isText := r.Out.(string); isText {
		out.Content = map[string]media{r.Media: {Schema: fileSchema(r.Media)}}
		if r.Media == "text/csv" {
			out.Content["application/x-ndjson"] = media{Schema: fileSchema(r.Media)}
		}
		return out
	}
	ref := names.refer(r.Out, asOutput)
	if r.Named() {
		names.named[refName(*ref.Ref)] = true
	}
	out.Content = map[string]media{jsonType: {Schema: ref}}
	return out
}
