package handlers

import "qadam/app"

func provisionRoutes(a *app.App) group {
	n := nounAt("/provisions", a.Provisions)
	return group{"provisions", "Paragraphs of instruments, which findings concern.", []route{
		n.list("Paragraphs of instruments"),
		n.get(),
		n.create(`{"instrument_id":"$instrument","paragraph":"OP 99","summary":"An example"}`),
		n.patch(`{"summary":"An example, reworded"}`).conflicts(),
	}}
}
