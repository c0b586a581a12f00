package pages

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/models"
	"qadam/web"
)

// lister is the use case of a list.
type lister[T any] interface {
	List(ctx context.Context, actor models.Actor, q models.ListQuery) (models.Page[T], error)
}

// all reads a list to its end.
func all[T any](x *exchange, of lister[T], q models.ListQuery) ([]T, error) {
	var out []T
	for q.Limit = models.MaxLimit; ; {
		found, err := of.List(x.ctx, x.actor, q)
		out = append(out, found.Items...)
		if err != nil || found.Next == "" {
			return out, err
		}
		q.Cursor = found.Next
	}
}

// valuesAtOnce is how many values a filter is given in one query.
const valuesAtOnce = 50

// allByValues reads what a filter finds by any of some values.
func allByValues[T any](x *exchange, of lister[T], filter string, values []string, q models.ListQuery) ([]T, error) {
	values = slices.Compact(slices.Sorted(slices.Values(values)))
	var out []T
	for some := range slices.Chunk(values, valuesAtOnce) {
		q.Filters, q.Cursor = maps.Clone(q.Filters), ""
		if q.Filters == nil {
			q.Filters = map[string]string{}
		}
		q.Filters[filter] = strings.Join(some, ",")
		found, err := all(x, of, q)
		if out = append(out, found...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func homeRoutes() []route {
	return []route{
		{fiber.MethodGet, "/", "overview.get", signedIn(showOverview)},
		{fiber.MethodGet, "/styleguide", accountAction, open(styleguide)},
	}
}

// styleguide shows all parts of pages, at a demo's own machine.
func styleguide(x *exchange) error {
	if !x.ownDemo() {
		return models.NotFoundError()
	}
	return x.show(fiber.StatusOK, web.NewStyleguide())
}
