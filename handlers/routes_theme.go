package handlers

import "qadam/app"

func themeRoutes(a *app.App) group {
	n := nounAt("/themes", a.Themes)
	return group{"themes", "What needs and activities are about. Reference data; edit it to fit.", []route{
		n.list("What needs are about"),
		n.get(),
		n.create(`{"code":"example-theme","name":"Example theme","position":90}`),
		n.patch(`{"position":91}`),
	}}
}
