package handlers

import (
	"net/http"

	"qadam/app"
)

func meRoutes(a *app.App) group {
	return group{"me", "Who the token speaks for.", []route{
		own(http.MethodGet, "/me", "me.get", "Who you are", a.Me).withETag(),
	}}
}
