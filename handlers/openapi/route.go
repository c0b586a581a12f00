package openapi

import (
	"net/http"
	"strings"

	"qadam/models"
)

// Route is one line of the API's table: what is asked, who may ask, the types in and out. The server's routes, the description,
// the reference page and the tests all read this table.
type Route struct {
	Method, Path string
	Action       string // of the policy table
	Summary      string
	Note         string // what is particular to it, in sentences
	In, Out      any
	Media        string // of the body or the answer, where it is not JSON
	Status       int    // of success; 200 when not given
	Example      string // a body that works on the demo data; $need and the like stand for ids
	List         *models.ListSpec
	Params       []Param
	Open         bool // for everybody, without a token or a session
	Public       bool // of these: it gives what is open to the public, and may be kept by caches
	Proof        bool // of these: it may be refused as no proof of the person's identity
	Person       bool // for people who have signed in, not for tokens
	ETag         bool // the answer carries an ETag
	IfMatch      bool // a change of something that was read
	Conflict     bool // can be refused from this state
	Pure         bool // a POST that changes nothing
	Partial      bool // the body is a part of the input, as in a PATCH
	Limit        int  // bytes of the body, where its input does not say it
	Batch        bool // may be an item of a batch
}

// Param is a query parameter of a route, beside those that all lists have.
type Param struct {
	Name     string
	Kind     string // string, date, instant, uuid, integer or boolean
	Doc      string
	Required bool
	Multiple bool // several values, separated by commas or each in a parameter
	Enum     []string
	Low      int // of an integer
	High     int
	// Filter is the list's filter that the parameter is, where it is one.
	Filter *models.FilterSpec
}

// filter is the filter like which a parameter of several values is described.
func (p Param) filter() models.FilterSpec {
	if p.Filter != nil {
		return *p.Filter
	}
	f := models.FilterSpec{Name: p.Name, Kind: models.ByCode, Enum: p.Enum, Doc: p.Doc}
	if len(p.Enum) > 0 {
		f.Kind = models.ByEnum
	}
	return f
}

// Group is the routes whose paths begin with the same word, and what they are about.
type Group struct {
	Name, About string
	Routes      []Route
}

// Template is the whole path, as OpenAPI writes it: /api/v1/needs/{id}.
func (r *Route) Template() string { return Template("/api/v1" + r.Path) }

// Success is the status of an answer that is no fault.
func (r *Route) Success() int {
	if r.Status != 0 {
		return r.Status
	}
	return http.StatusOK
}

// Names is the value of expand that asks for the names of all that an answer refers to; NamedMember is the member that holds them.
const (
	Names       = "names"
	NamedMember = "named"
)

// Named tells that the names of what its answer refers to can be asked for.
func (r *Route) Named() bool {
	_, isText := r.Out.(string)
	return !r.Open && !isText && r.Out != nil && (r.Method == http.MethodGet || r.Pure)
}

// TakesKey tells that a route takes an Idempotency-Key.
func (r *Route) TakesKey() bool { return r.Method == http.MethodPost && !r.Open && !r.Pure }

// AsksBack tells that what is unlikely in a request is asked back.
func (r *Route) AsksBack() bool {
	return r.In != nil && r.Media == "" && !r.Open && !r.Pure && (r.Method == http.MethodPost || r.Method == http.MethodPatch)
}

// Paged tells that a list comes in pages; exports come whole.
func (r *Route) Paged() bool { return r.List != nil && r.Media == "" }

// faults are the statuses, besides success, that a route can answer with, and no others.
func (r *Route) faults() []int {
	all := []int{429, 431, 500, 503}
	add := func(when bool, status ...int) {
		if when {
			all = append(all, status...)
		}
	}
	add(!r.Open || r.Proof, 401)
	add(!r.Open || r.In != nil || r.Public, 400)
	add(!r.Public, 403) // if by nothing else, by Qadam-View-As
	add(strings.Contains(r.Path, ":id"), 404)
	add(true, 422) // if by nothing else, by a parameter that it does not know
	add(r.Conflict || r.TakesKey(), 409)
	add(r.IfMatch, 412, 428)
	add(r.In != nil, 413, 415)
	add(r.ETag && r.Method == http.MethodGet, 304)
	return all
}
