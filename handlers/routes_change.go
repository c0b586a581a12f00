package handlers

import "qadam/app"

func changeRoutes(a *app.App) group {
	n := nounAt("/audit", a.Changes)
	return group{"audit", "The log: who changed, read, took away or was refused what. It is only added to, and hash-chained.", []route{
		n.list("The log: who changed, read, took away or was refused what"),
		n.get(),
	}}
}
