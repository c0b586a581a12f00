package handlers

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"qadam/handlers/openapi"
	"qadam/handlers/request"
	"qadam/models"
)

// query is what a request's query string asks: of a list, and by the route's own parameters.
type query struct {
	list   models.ListQuery
	route  *route
	values map[string]string
}

// readQuery reads the query string by the route's line. It refuses what stands twice and has one value, since either of the two could
// be meant, and what the route does not know: where dry_run is mistyped the change must not be made.
func (x *exchange) readQuery() error {
	q := query{list: models.ListQuery{Filters: map[string]string{}}, route: x.route, values: map[string]string{}}
	seen := map[string]bool{}
	for k, v := range x.c.Request().URI().QueryArgs().All() {
		name, value := string(k), string(v)
		switch {
		case !request.ValidText(name) || !request.ValidText(value):
			return models.Errorf(models.Malformed, "The query is not valid UTF-8 text.")
		case seen[name] && !q.route.multiple(name):
			return models.Fault(name, "Give it once.")
		}
		seen[name] = true
		if err := q.take(name, value); err != nil {
			return err
		}
	}
	x.query = q
	return nil
}

// take takes one parameter.
func (q *query) take(name, value string) error {
	if p := q.route.param(name); p != nil {
		add(q.values, name, value)
		return check(p, value)
	}
	if spec := q.route.List; spec != nil {
		if known, err := q.takeForList(spec, name, value); known || err != nil {
			return err
		}
	}
	return models.Fault(name, "There is no such parameter here. Those that there are: %s.",
		cmp.Or(strings.Join(q.route.parameters(), ", "), "none"))
}

// add adds a value to those that a parameter was given before.
func add(values map[string]string, name, value string) {
	if before, repeated := values[name]; repeated {
		value = before + "," + value
	}
	values[name] = value
}

// takeForList takes a parameter that lists have.
func (q *query) takeForList(spec *models.ListSpec, name, value string) (known bool, err error) {
	switch {
	case name == "cursor" && q.route.Paged():
		q.list.Cursor = value
		err = notEmpty(name, value)
	case name == "limit" && q.route.Paged():
		q.list.Limit, err = readLimit(value)
	case name == "sort" && len(spec.Sorts) > 0:
		q.list.Sort = value
		err = notEmpty(name, value)
	case name == "q" && spec.Words:
		q.list.Words = value
		err = notEmpty(name, value)
	case name == countParam.Name && spec.Countable:
		q.list.Count = value == "true"
		err = check(&countParam, value)
	case slices.ContainsFunc(spec.Filters, func(f models.FilterSpec) bool { return f.Name == name }):
		add(q.list.Filters, name, value)
		err = notEmpty(name, value)
	default:
		return false, nil
	}
	return true, err
}

// countParam asks a list for its total.
var countParam = openapi.Param{Name: "count", Kind: "boolean", Enum: yesNo}

// multiple tells that a parameter takes several values: separated by commas, or by giving it again.
func (r *route) multiple(name string) bool {
	if p := r.param(name); p != nil {
		return p.Multiple
	}
	return r.List != nil && slices.ContainsFunc(r.List.Filters, func(f models.FilterSpec) bool { return f.Name == name && f.Multiple() })
}

// readLimit reads how many items a page may have.
func readLimit(value string) (int, error) {
	n, err := wholeNumber(value)
	if err != nil || n < 1 || n > models.MaxLimit {
		return 0, models.Fault("limit", "Give a number from 1 to %d.", models.MaxLimit)
	}
	return n, nil
}

// wholeNumber reads digits with or without a minus sign; strconv would take a plus, which a query string writes as a blank.
func wholeNumber(value string) (int, error) {
	if strings.HasPrefix(value, "+") {
		return 0, strconv.ErrSyntax
	}
	return strconv.Atoi(value)
}

// check refuses a value that a parameter cannot have.
func check(p *openapi.Param, value string) error {
	if err := notEmpty(p.Name, value); err != nil {
		return err
	}
	given := []string{value}
	if p.Multiple {
		given = strings.Split(value, ",")
	}
	switch {
	case len(p.Enum) > 0 && slices.ContainsFunc(given, func(v string) bool { return !slices.Contains(p.Enum, v) }):
		return models.Fault(p.Name, "Give one of: %s.", strings.Join(p.Enum, ", "))
	case p.Kind == "uuid":
		if _, err := models.ParseID(value); err != nil {
			return models.Fault(p.Name, "Give an id: a UUID.")
		}
	case p.Kind == "date":
		if _, err := models.ParseDate(value); err != nil {
			return models.Fault(p.Name, "%s", models.Sentence(err))
		}
	case p.Kind == "instant":
		if _, err := models.ParseInstant(value); err != nil {
			return models.Fault(p.Name, "%s", models.Sentence(err))
		}
	case p.Kind == "integer":
		if n, err := wholeNumber(value); err != nil || n < p.Low || n > p.High {
			return models.Fault(p.Name, "Give a whole number from %d to %d.", p.Low, p.High)
		}
	}
	return nil
}

func notEmpty(name, value string) error {
	if value == "" {
		return models.Fault(name, "Give it a value, or leave it out.")
	}
	return nil
}

// param finds a parameter of the route's own; nil for none.
func (r *route) param(name string) *openapi.Param {
	at := slices.IndexFunc(r.Params, func(p openapi.Param) bool { return p.Name == name })
	if at < 0 {
		return nil
	}
	return &r.Params[at]
}

// parameters names all that a route takes in its query.
func (r *route) parameters() []string {
	var names []string
	for _, p := range r.Params {
		names = append(names, p.Name)
	}
	if r.List == nil {
		return names
	}
	for _, f := range r.List.Filters {
		names = append(names, f.Name)
	}
	for name, has := range map[string]bool{"q": r.List.Words, "sort": len(r.List.Sorts) > 0, "limit": r.Paged(), "cursor": r.Paged(),
		countParam.Name: r.List.Countable} {
		if has {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// or is a parameter's value, or what stands for it when it is left out.
func (q query) or(name, usual string) string { return cmp.Or(q.values[name], usual) }

// several are the values of a parameter that takes several.
func (q query) several(name string) []string {
	if q.values[name] == "" {
		return nil
	}
	return strings.Split(q.values[name], ",")
}

// expansions is what is asked for by expand beside names, which are of the whole answer.
func (q query) expansions() []string {
	return slices.DeleteFunc(q.several("expand"), func(asked string) bool { return asked == openapi.Names })
}

// named tells that the names of what the answer refers to are asked for.
func (q query) named() bool { return slices.Contains(q.several("expand"), openapi.Names) }

// flag tells that a boolean parameter is true.
func (q query) flag(name string) bool { return q.values[name] == "true" }

// id is the value of a uuid parameter, "" when it is left out.
func (q query) id(name string) models.ID {
	id, _ := models.ParseID(q.values[name]) // checked when it was read
	return id
}

// number is the value of an integer parameter, or what stands for it when it is left out.
func (q query) number(name string, usual int) int {
	if n, err := strconv.Atoi(q.values[name]); err == nil {
		return n
	}
	return usual
}

// texts is the value of a parameter that is a JSON object of texts; nil when it is left out.
func (q query) texts(name string) (map[string]string, error) {
	if q.values[name] == "" {
		return nil, nil
	}
	var out map[string]string
	if err := json.Unmarshal([]byte(q.values[name]), &out); err != nil || out == nil {
		return nil, models.Fault(name, "Give a JSON object of texts, such as {\"Heading\":\"title\"}.")
	}
	return out, nil
}
