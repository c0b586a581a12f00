package handlers

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/swaggest/jsonschema-go"

	"qadam/handlers/problem"
	"qadam/handlers/request"
)

// said is the description and the reference page, as they are sent.
type said struct{ text, page []byte }

// saidMade is what is said by all servers of this process, by what makes them differ.
var saidMade sync.Map

// describe makes the OpenAPI description and the reference page from the table of routes, once, and serves both.
func (s *Server) describe() error {
	by := [3]string{s.options.BaseURL, s.options.Version, s.app.Notice()}
	made, known := saidMade.Load(by)
	if !known {
		w, err := say(s.routes, s.options, s.app.Notice())
		if err != nil {
			return err
		}
		made, _ = saidMade.LoadOrStore(by, w)
	}
	w := made.(said)
	s.serveAsset("/openapi.json", fiber.MIMEApplicationJSONCharsetUTF8, untilAsked, "", w.text)
	s.serveAsset("/docs", fiber.MIMETextHTMLCharsetUTF8, untilAsked, docsPolicy, w.page)
	s.serveAsset("/docs.css", "text/css; charset=utf-8", untilAsked, docsPolicy, docsCSS)
	return nil
}

func say(routes []route, o Options, notice string) (said, error) {
	d, err := newDocument(routes, o)
	if err != nil {
		return said{}, err
	}
	text, err := json.Marshal(d)
	if err != nil {
		return said{}, err
	}
	page, err := renderDocs(d, notice)
	return said{text, page}, err
}

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

type tag struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

type components struct {
	Schemas         map[string]jsonschema.Schema `json:"schemas"`
	Parameters      map[string]parameter         `json:"parameters"`
	Responses       map[string]response          `json:"responses"`
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
	route        *route // nil for what is not under /api/v1
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
	Schema  jsonschema.Schema `json:"schema"`
	Example any               `json:"example,omitempty"`
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

func newDocument(routes []route, o Options) (*document, error) {
	names := newSchemas()
	server := o.BaseURL
	if server == "" {
		server = "/"
	}
	d := &document{OpenAPI: "3.1.0",
		Info: info{Title: "Qadam", Summary: infoSummary, Description: infoWords, Version: versionOf(o),
			License: map[string]string{"name": "Apache License 2.0", "identifier": "Apache-2.0"}},
		Servers:  []map[string]string{{"url": server}},
		Security: []map[string][]string{{"bearerAuth": {}}, {"session": {}}},
		Paths:    map[string]map[string]*operation{},
	}
	fault := names.refer(problem.Problem{}, asOutput)
	d.Components = components{Parameters: sharedParameters(), Responses: problemResponses(fault), Headers: sharedHeaders(),
		SecuritySchemes: map[string]map[string]string{"bearerAuth": {"type": "http", "scheme": "bearer",
			"description": "A token from POST /api/v1/tokens or from the command line, in the header Authorization: Bearer qdm_…"},
			"session": {"type": "apiKey", "in": "cookie", "name": request.CookieName(o.BaseURL, request.SessionCookie),
				"description": "The cookie that signing in gives. Anything but GET has to come from this installation's own pages."}}}
	for i := range routes {
		d.add(describeRoute(&routes[i], names))
	}
	for _, op := range plainOperations() {
		d.add(op)
	}
	d.Components.Schemas = names.all
	return d, names.fault
}

func versionOf(o Options) string {
	if o.Version == "" {
		return "development"
	}
	return o.Version
}

// add files an operation under its path, and makes its tag known.
func (d *document) add(op *operation) {
	if d.Paths[op.path] == nil {
		d.Paths[op.path] = map[string]*operation{}
	}
	d.Paths[op.path][strings.ToLower(op.method)] = op
	d.order = append(d.order, op)
	for _, t := range d.Tags {
		if t.Name == op.Tags[0] {
			return
		}
	}
	d.Tags = append(d.Tags, tag{op.Tags[0], tagWords[op.Tags[0]]})
}

// describeRoute makes the operation of one line of the table.
func describeRoute(r *route, names *schemas) *operation {
	noun, intention, _ := strings.Cut(r.action, ".")
	op := &operation{ID: camel(noun) + capital(intention), Tags: []string{firstSegment(r.path)}, Summary: r.summary, Description: narrate(r),
		method: r.method, path: templated("/api/v1" + r.path), route: r, Parameters: parametersOf(r), Responses: map[string]response{}}
	if r.in != nil {
		op.Body = bodyOf(r, names)
	}
	if r.open {
		op.Security = &[]map[string][]string{}
	}
	op.Responses[strconv.Itoa(r.success())] = successOf(r, names)
	for _, status := range r.faults() {
		op.Responses[strconv.Itoa(status)] = response{Ref: "#/components/responses/" + responseName(status)}
	}
	return op
}

// success is the status of an answer that is no fault.
func (r *route) success() int {
	if r.status != 0 {
		return r.status
	}
	return http.StatusOK
}

// faults are the statuses, besides success, that a route can answer with, and no others.
func (r *route) faults() []int {
	all := []int{429, 500, 503}
	add := func(when bool, status ...int) {
		if when {
			all = append(all, status...)
		}
	}
	post, paged := r.method == fiber.MethodPost && !r.open, r.list != nil
	add(!r.open || r.proof, 401)
	add(!r.open || r.in != nil, 400)
	add(true, 403) // if by nothing else, by Qadam-View-As
	add(strings.Contains(r.path, ":id"), 404)
	add(paged || r.choosy(), 422)
	add(r.conflict || post && !r.pure, 409)
	add(r.ifMatch, 412, 428)
	add(r.in != nil, 413, 415)
	add(r.etag && r.method == fiber.MethodGet, 304)
	return all
}

// bodyOf describes what is sent.
func bodyOf(r *route, names *schemas) *requestBody {
	if r.media != "" {
		text := (&jsonschema.Schema{}).WithType(jsonschema.String.Type())
		return &requestBody{Required: true, Content: map[string]media{r.media: {Schema: *text, Example: illustrate(r.example)}}}
	}
	kind := asInput
	if r.method == fiber.MethodPatch || r.partial {
		kind = asPatch
		names.refer(r.in, asInput) // which the reference page explains a patch by
	}
	m := media{Schema: names.refer(r.in, kind), Example: json.RawMessage(illustrate(r.example))}
	content := map[string]media{fiber.MIMEApplicationJSON: m}
	if r.method == fiber.MethodPatch {
		content[mergePatch] = media{Schema: m.Schema}
	}
	return &requestBody{Required: true, Content: content}
}

// successOf describes what comes back.
func successOf(r *route, names *schemas) response {
	out := response{Description: http.StatusText(r.success()), Headers: map[string]header{}}
	if r.etag {
		out.Headers[fiber.HeaderETag] = header{Ref: "#/components/headers/ETag"}
	}
	if r.success() == http.StatusCreated {
		out.Headers[fiber.HeaderLocation] = header{Ref: "#/components/headers/Location"}
	}
	if _, isText := r.out.(string); isText {
		text := *(&jsonschema.Schema{}).WithType(jsonschema.String.Type())
		out.Content = map[string]media{r.media: {Schema: text}, "application/x-ndjson": {Schema: text}}
		return out
	}
	out.Content = map[string]media{fiber.MIMEApplicationJSON: {Schema: names.refer(r.out, asOutput)}}
	return out
}
