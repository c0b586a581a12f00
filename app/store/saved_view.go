package store

import "qadam/models"

// SavedViews are lists as people have set them up.
var SavedViews = &Noun[models.SavedView]{
	Table: "saved_views", Name: "saved_view", Scope: savedViewScope,
	Filters: []Filter{
		enum[models.ViewSharing]("sharing", "saved_views.sharing IN ?"),
		ids("user_id", "saved_views.user_id IN ?", "Whose they are"),
	},
	Sorts: []Sort{{Key: "name", Column: "saved_views.name"}, byCreated("saved_views")},
}

// savedViewScope: one's own, and what colleagues share: of the same organisation, or of the same State.
func savedViewScope(tx *Tx) Where {
	a := tx.actor
	colleagues := where("u.organisation_id = ?", a.OrganisationID)
	switch {
	case a.Role == models.Admin || a.Role == models.System:
		return everything
	case a.UserID == "":
		return nothing
	case a.Role == models.National:
		colleagues = where("u.role = "+quoted(models.National)+" AND u.country_code = ?", a.CountryCode)
	}
	return where("(saved_views.user_id = ? OR saved_views.sharing = "+quoted(models.ViewShared)+
		" AND saved_views.user_id IN (SELECT u.id FROM people u WHERE ?))", a.UserID, colleagues)
}

// CountSavedViews counts a person's saved views.
func CountSavedViews(tx *Tx, user models.ID) (int, error) {
	return count(tx, "SELECT COUNT(*) FROM saved_views WHERE user_id = ?", user)
}
