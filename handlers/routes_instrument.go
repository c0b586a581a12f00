package handlers

import "qadam/app"

func instrumentRoutes(a *app.App) group {
	n := nounAt("/instruments", a.Instruments)
	return group{"instruments", "Resolutions, treaties and guidance.", []route{
		n.list("Resolutions, treaties and guidance"),
		n.get(),
		n.create(`{"code":"example-2020","title":"Example instrument (fiction)","year":2020,"binding":false}`),
		n.patch(`{"year":2021}`).conflicts(),
	}}
}
