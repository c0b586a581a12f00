package handlers

import "qadam/app"

func workRoutes(a *app.App) group {
	n := nounAt("/work", a.Works)
	return group{"work", "Work that takes longer than a request.", []route{
		n.list("Work that takes longer than a request, and how far it is"),
		n.get(),
	}}
}
