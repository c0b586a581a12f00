package handlers

import (
	"slices"
	"strconv"
	"strings"

	"qadam/handlers/request"
	"qadam/models"
)

// asked is what the query of a route that is no list gives, by name.
type asked struct {
	route  *route
	values map[string]string
}

// asked reads the query of a route by its parameters; what the route does not know is refused.
func (x *exchange) asked() (asked, error) {
	q := asked{x.route, map[string]string{}}
	var fault error
	for k, v := range x.c.Request().URI().QueryArgs().All() {
		name, value := string(k), string(v)
		at := slices.IndexFunc(x.route.params, func(p param) bool { return p.name == name })
		_, twice := q.values[name]
		switch {
		case at < 0 || !request.ValidText(value) || value == "":
			fault = models.Fault(strings.ToValidUTF8(name, "?"), "There is no such parameter, or it has no value. The reference page at /docs names the parameters.")
		case twice:
			fault = models.Fault(name, "Give it once.")
		case len(x.route.params[at].enum) > 0 && !slices.Contains(x.route.params[at].enum, value):
			fault = models.Fault(name, "Give one of: %s.", strings.Join(x.route.params[at].enum, ", "))
		default:
			q.values[name] = value
		}
	}
	return q, fault
}

func (q asked) or(name, fallback string) string {
	if text := q.values[name]; text != "" {
		return text
	}
	return fallback
}

// id reads an id; "" where none is given.
func (q asked) id(name string) (models.ID, error) {
	text := q.values[name]
	if text == "" {
		return "", nil
	}
	id, err := models.ParseID(text)
	if err != nil {
		return "", models.Fault(name, "Give an id: a UUID.")
	}
	return id, nil
}

// number reads a whole number within the parameter's bounds. A route without the parameter has the fallback.
func (q asked) number(name string, fallback int) (int, error) {
	text := q.values[name]
	if text == "" {
		return fallback, nil
	}
	at := slices.IndexFunc(q.route.params, func(p param) bool { return p.name == name })
	p := q.route.params[at]
	n, err := strconv.Atoi(text)
	if err != nil || n < p.low || n > p.high {
		return 0, models.Fault(name, "Give a whole number from %d to %d.", p.low, p.high)
	}
	return n, nil
}
