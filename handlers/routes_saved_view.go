package handlers

import "qadam/app"

func savedViewRoutes(a *app.App) group {
	n := nounAt("/saved-views", a.SavedViews)
	return group{"saved-views", "Lists as people have set them up, by their addresses: private, or shared with colleagues.", []route{
		n.list("Your saved views, and those that colleagues share"),
		n.get(),
		n.create(`{"name":"Urgent needs","address":"/needs?country=KAZ&sort=priority","sharing":"shared"}`).
			note("An address opens nothing: what the list shows is what its reader may see."),
		n.patch(`{"name":"Needs that cannot wait"}`).note("Its owner's alone."),
		plainAction("/saved-views/:id/remove", "saved_view.remove", "Remove a saved view", a.RemoveSavedView),
	}}
}
