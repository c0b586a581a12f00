package handlers

import "qadam/app"

func ratingRoutes(a *app.App) group {
	n := nounAt("/ratings", a.Ratings)
	return group{"ratings", "This installation's own scale of implementation. It speaks for no UN body.", []route{
		n.list("This installation's own scale of implementation"),
		n.get(),
		n.create(`{"code":"example","label":"Example point","position":9}`),
		n.patch(`{"label":"Example, renamed"}`),
	}}
}
