package handlers

import (
	"net/http"

	"qadam/app"
)

func overviewRoutes(a *app.App) group {
	return group{"overview", "What needs you today.", []route{
		own(http.MethodGet, "/overview", "overview.get", "What needs you today", a.Overview),
	}}
}
