package handlers

import "qadam/app"

func countryRoutes(a *app.App) group {
	n := nounAt("/countries", a.Countries)
	return group{"countries", "States, with their names in the six official languages of the United Nations.", []route{
		n.list("States"),
		n.get(),
		n.create(`{"code":"MNG","region":"Eastern Asia","time_zone":"Asia/Ulaanbaatar"}`),
		n.patch(`{"note":"Focal point named in 2021"}`),
	}}
}
