package handlers

import "qadam/app"

func updateLinkRoutes(a *app.App) group {
	n := nounAt("/update-links", a.UpdateLinks)
	return group{"update-links", "The right to report once on one activity, by an address from a mail. Of the address only a hash is " +
		"kept.", []route{
		n.list("Who may report by an address from a mail, and who has"),
		n.get(),
		n.createBy(`{"activity_id":"$activity","contact_id":"$addressee","days":14}`, a.CreateUpdateLink).
			note("The link is mailed to its recipient, and nobody else learns it. Where it names nobody it goes to the activity's focal " +
				"point, else to that of its lead partner."),
		action("/update-links/:id/revoke", "update_link.revoke", "End a link at once",
			`{"reason":"The mail went to the wrong person"}`, a.RevokeUpdateLink),
	}}
}
