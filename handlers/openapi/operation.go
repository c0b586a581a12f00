package openapi

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/swaggest/jsonschema-go"

	"qadam/handlers/problem"
	"qadam/models"
)

// mergePatch is the content type of RFC 7396, which a PATCH takes besides plain JSON.
const mergePatch = "application/merge-patch+json"

// narrate says who may use a route, and what is particular to it.
func narrate(r *Route, roles []models.Role) string {
	said := []string{rolesOf(roles)}
	switch {
	case r.Open:
		said[0] = "For everybody: no token is needed."
	case r.Person:
		said = append(said, "For people who have signed in: a token will not do.")
	case r.Method != http.MethodGet:
		said = append(said, "A token needs the scope write.")
	}
	if r.Note != "" {
		said = append(said, r.Note)
	}
	if r.In != nil {
		said = append(said, fmt.Sprintf("The body may have %d KiB.", r.MaxBody()>>10))
	}
	return strings.Join(said, " ")
}

func rolesOf(allowed []models.Role) string {
	if len(allowed) == len(models.Roles) {
		return "For all roles."
	}
	names := make([]string, len(allowed))
	for i, role := range allowed {
		names[i] = string(role)
	}
	return "For the roles " + strings.Join(names, ", ") + "."
}

// parametersOf lists what can be given beside the body.
func parametersOf(r *Route) []parameter {
	var all []parameter
	shared := func(when bool, name string) {
		if when {
			all = append(all, parameter{Ref: "#/components/parameters/" + name})
		}
	}
	shared(strings.Contains(r.Path, ":id"), "id")
	shared(r.IfMatch, "IfMatch")
	shared(r.ETag && r.Method == http.MethodGet, "IfNoneMatch")
	shared(r.TakesKey(), "IdempotencyKey")
	shared(r.AsksBack(), "Prefer")
	shared(r.Method == http.MethodGet && !r.Public, "ViewAs")
	for _, p := range r.Params {
		if p.Multiple {
			all = append(all, filterParameter(p.filter()))
			continue
		}
		s := (&jsonschema.Schema{}).WithType(jsonschema.String.Type())
		switch {
		case p.Kind == "date" || p.Kind == "uuid":
			s.WithFormat(p.Kind)
		case p.Kind == "instant":
			s.WithFormat("date-time")
		case p.Kind == "integer":
			s = (&jsonschema.Schema{}).WithType(jsonschema.Integer.Type()).WithFormat("int64").
				WithMinimum(float64(p.Low)).WithMaximum(float64(p.High))
		case len(p.Enum) > 0:
			s.WithEnum(anys(p.Enum)...)
		}
		all = append(all, parameter{Name: p.Name, In: "query", Description: p.Doc + ".", Required: p.Required, Schema: s})
	}
	if r.List == nil {
		return all
	}
	for _, f := range r.List.Filters {
		all = append(all, filterParameter(f))
	}
	shared(r.List.Words, "q")
	shared(r.List.Countable && r.Paged(), "count")
	if len(r.List.Sorts) > 0 {
		s := (&jsonschema.Schema{}).WithType(jsonschema.String.Type()).WithEnum(anys(r.List.Sorts)...).WithDefault(r.List.Default)
		all = append(all, parameter{Name: "sort", In: "query", Description: sortWords, Schema: s})
	}
	shared(r.Paged(), "limit")
	shared(r.Paged(), "cursor")
	return all
}

// filterParameter describes a filter. Those that take several values take them in one parameter, with commas; OpenAPI has no words for
// taking them in several parameters, too.
func filterParameter(f models.FilterSpec) parameter {
	one := (&jsonschema.Schema{}).WithType(jsonschema.String.Type())
	switch f.Kind {
	case models.From, models.To:
		one.WithFormat("date")
	case models.Since:
		one.WithFormat("date-time")
	case models.ByBool:
		one.WithEnum("true", "false")
	default:
		if one.WithMinLength(1); f.Kind == models.ByID {
			one.WithFormat("uuid").MinLength = 0
		}
		if f.Kind == models.ByEnum {
			one.WithEnum(anys(f.Enum)...).MinLength = 0
		}
		joined := false
		list := (&jsonschema.Schema{}).WithType(jsonschema.Array.Type()).WithMinItems(1).WithMaxItems(100)
		list.WithItems(*(&jsonschema.Items{}).WithSchemaOrBool(one.ToSchemaOrBool()))
		return parameter{Name: f.Name, In: "query", Description: f.Doc + ".", Schema: list, Explode: &joined}
	}
	return parameter{Name: f.Name, In: "query", Description: f.Doc + ".", Schema: one}
}

func sharedParameters(o Options) map[string]parameter {
	text := func() *jsonschema.Schema { return (&jsonschema.Schema{}).WithType(jsonschema.String.Type()) }
	return map[string]parameter{
		"id": {Name: "id", In: "path", Description: "The object's id.", Required: true, Schema: text().WithFormat("uuid"),
			Example: illustration("id")},
		"IfMatch": {Name: "If-Match", In: "header", Description: "The ETag of the object that you read and now change, or its version " +
			"alone in quotes; a list of them, or * for any. A weak tag names none.", Required: true, Schema: text(), Example: `"3"`},
		"IfNoneMatch": {Name: "If-None-Match", In: "header", Schema: text(), Example: `"3"`,
			Description: "The ETag that you have: the answer is 304 without a body while it is still so."},
		"IdempotencyKey": {Name: "Idempotency-Key", In: "header", Schema: text().WithMaxLength(200), Example: "7f3c9f2e-import-2021-05-03",
			Description: "Any text of your own. The same request with the same key again, even at the same time, is done once and " +
				"answered alike; the same key with another request is a 409."},
		"Prefer": {Name: "Prefer", In: "header", Schema: text(), Example: "handling=lenient",
			Description: "RFC 7240: with handling=lenient what breaks no rule and may be a slip is taken as it is; else it is asked back " +
				"by a 422 of its own kind."},
		"ViewAs": {Name: o.ViewAsHeader, In: "header", Schema: text(), Example: "donor:" + illustration("donor"),
			Description: "For managers and admins: answer as a partner, a donor or a State's counterpart would be answered: " +
				"partner:<organisation id>, donor:<organisation id> or national:<country code>. What is a person's own, such as tokens, " +
				"is left out. For others, and with anything but a GET, it is a 403."},
		"q": {Name: "q", In: "query", Description: "Words to find, all of them; the last may be the " +
			"beginning of one. Capitals, accents, ё for е and the form of apostrophes make no difference.", Schema: text()},
		"limit": {Name: "limit", In: "query", Description: "The most items of a page.",
			Schema: (&jsonschema.Schema{}).WithType(jsonschema.Integer.Type()).WithFormat("int32").WithMinimum(1).
				WithMaximum(models.MaxLimit).WithDefault(models.DefaultLimit)},
		"cursor": {Name: "cursor", In: "query", Schema: text(),
			Description: "The next of the page before, with the same sort and filters."},
		"count": {Name: "count", In: "query", Schema: text().WithEnum("true", "false"),
			Description: "Say on the page how many there are on all pages, among those that you may see. It costs a count."},
	}
}

func sharedHeaders() map[string]header {
	text := (&jsonschema.Schema{}).WithType(jsonschema.String.Type())
	return map[string]header{
		"ETag": {Schema: text, Description: "The object's version, a hyphen, and a sum of what you were shown, in this encoding: send " +
			"it as If-Match with a change, or as If-None-Match to be sent only what is new. Absent where only its summary is shared."},
		"Link": {Description: "The address of the following page, with rel=\"next\" (RFC 8288), relative to that of this one; absent at " +
			"the end.", Schema: text},
		"Location": {Description: "The address of what was made.", Schema: text},
		"IdempotencyReplayed": {Description: "true where the answer is the one that was kept for an earlier request with the same " +
			"Idempotency-Key; else absent.", Schema: text},
		"RateLimit": {Description: "What is left to the token, such as \"token\";r=2996;t=1: r requests now, and all of them in " +
			"t seconds (draft-ietf-httpapi-ratelimit-headers). Absent for sessions, and where the installation sets no limit.",
			Schema: text},
		"RateLimitPolicy": {Description: "How many requests a token may send in how many seconds, such as \"token\";q=3000;w=60.",
			Schema: text},
		"RetryAfter": {Description: "Seconds to wait before trying again.",
			Schema: (&jsonschema.Schema{}).WithType(jsonschema.Integer.Type()).WithFormat("int32")},
	}
}

// responseName is the component's name of a status: 412 is PreconditionFailed.
func responseName(status int) string {
	return strings.NewReplacer(" ", "", "-", "").Replace(http.StatusText(status))
}

// problemResponses describes every answer that is a fault, each with an example, and 304.
func problemResponses(fault jsonschema.Schema) map[string]response {
	all := map[string]response{responseName(304): {Description: "Not changed since you read it."}}
	for code, p := range problem.Kinds {
		if p.Beside {
			continue
		}
		r := response{Description: p.Title + ". " + p.Means,
			Content: map[string]media{"application/problem+json": {Schema: fault, Example: exampleProblem(code)}}}
		if code == models.Unavailable || code == models.TooManyRequests {
			r.Headers = map[string]header{"Retry-After": {Ref: "#/components/headers/RetryAfter"}}
		}
		all[responseName(p.Status)] = r
	}
	return all
}

func exampleProblem(code models.Code) problem.Problem {
	kind := problem.Kinds[code]
	p := problem.Problem{Type: problem.Type(code), Title: kind.Title, Status: kind.Status,
		Detail: kind.Example, RequestID: illustration("request")}
	switch code {
	case models.Invalid:
		p.Errors = []models.FieldError{{Pointer: "/title", Detail: "This is needed."}}
	case models.Conflict:
		p.Allowed = []string{"agreed", "declined"}
	}
	return p
}

// serviceTag is the group of what is no part of the API proper.
const (
	serviceTag   = "service"
	serviceWords = "The server itself. No token is needed."
)

// plainOperations are what is there without signing in.
func plainOperations() []*operation {
	none := []map[string][]string{}
	answers := func(kind string, more ...int) map[string]response {
		all := map[string]response{"200": {Description: "OK", Content: map[string]media{kind: {Schema: jsonschema.Schema{}}}}}
		for _, status := range more {
			all[fmt.Sprint(status)] = response{Ref: "#/components/responses/" + responseName(status)}
		}
		return all
	}
	make := func(id, path, summary, description string, responses map[string]response) *operation {
		return &operation{ID: id, Tags: []string{serviceTag}, Summary: summary, Description: description, Security: &none,
			Responses: responses, method: http.MethodGet, path: path}
	}
	ops := []*operation{
		make("healthz", "/healthz", "Is the server alive", "It asks nothing of the database.", answers("text/plain")),
		make("readyz", "/readyz", "Is the server ready", "The database takes changes and its schema is the "+
			"program's; else the problem says what is wrong.",
			answers("text/plain", 503)),
		make("metrics", "/metrics", "Metrics for Prometheus", "To this machine, and to whoever brings the metrics token as a bearer "+
			"token; to others there is nothing here.", answers("text/plain", 404)),
		make("openapi", "/openapi.json", "This description", "", answers("application/json", 304)),
		make("docs", "/docs", "This description as a page to read", "", answers("text/html", 304)),
	}
	for _, op := range ops[3:] {
		op.Parameters = []parameter{{Ref: "#/components/parameters/IfNoneMatch"}}
	}
	return ops
}

// illustration is the UUID that stands for a name in examples: the same name has the same one.
func illustration(name string) string {
	sum := uint32(2166136261)
	for _, b := range []byte(name) {
		sum = (sum ^ uint32(b)) * 16777619
	}
	return fmt.Sprintf("0190d2c4-7a00-7000-8000-0000%08x", sum)
}

var token = regexp.MustCompile(`\$[a-z_]+`)

// illustrate puts UUIDs in the place of an example's tokens.
func illustrate(example string) string {
	return token.ReplaceAllStringFunc(example, func(name string) string { return illustration(name[1:]) })
}

var pathParameter = regexp.MustCompile(`:([a-z_]+)`)

// Template writes Fiber's :id as OpenAPI's {id}.
func Template(path string) string { return pathParameter.ReplaceAllString(path, "{$1}") }

// camel writes reminder_rule as reminderRule.
func camel(name string) string {
	parts := strings.Split(name, "_")
	for i := range parts[1:] {
		parts[i+1] = capital(parts[i+1])
	}
	return strings.Join(parts, "")
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func anys(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return slices.Clip(out)
}
