package pages

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"qadam/models"
	"qadam/web"
)

// lister is the use case of a list.
type lister[T any] interface {
	List(ctx context.Context, actor models.Actor, q models.ListQuery) (models.Page[T], error)
}

func homeRoutes() []route {
	return []route{
		{fiber.MethodGet, "/", "overview.get", viewed(showOverview)},
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
