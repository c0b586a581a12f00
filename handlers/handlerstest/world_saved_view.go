package handlerstest

import "qadam/models"

// savedViewVisibility says who sees what is made here.
var savedViewVisibility = []Visibility{
	{"/saved-views", "saved_view of partner1", "admin partner1"}, {"/saved-views", "saved_view of donorB", "admin donorB"},
	{"/saved-views", "saved_view", managers}, {"/saved-views", "private saved_view", "admin"},
}

// saveViews makes saved views of each side.
func (w *World) saveViews() {
	w.T.Helper()
	for name, of := range map[string]struct {
		who     string
		sharing models.ViewSharing
	}{"saved_view of partner1": {"partner1", models.ViewShared}, "saved_view of donorB": {"donorB", models.ViewPrivate},
		"saved_view": {"admin", models.ViewShared}, "private saved_view": {"admin", models.ViewPrivate}} {
		CreateBy(w, w.Actor(of.who), name, w.App.SavedViews, models.SavedViewInput{Name: "A view", Address: "/needs?country=KAZ",
			Sharing: of.sharing})
	}
}

// fillSavedViews makes one more.
func (w *World) fillSavedViews(n string) {
	w.T.Helper()
	for _, who := range []string{"admin", "partner1", "donorA"} {
		CreateBy(w, w.Actor(who), n+"view of "+who, w.App.SavedViews, models.SavedViewInput{Name: "Another", Address: "/activities",
			Sharing: models.ViewShared})
	}
}
