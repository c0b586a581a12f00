package handlers_test

import (
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestSavedViews holds that a view is its owner's, that colleagues see what is shared and change nothing of it, and that an address
// leads nowhere else.
func TestSavedViews(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		handlerstest.Create(w, "colleague", w.App.Users, models.UserInput{Name: "Colleague", Email: "colleague@example.org",
			Role: models.Partner, OrganisationID: w.IDs["partner"], Active: true})
		shared := handlerstest.CreateBy(w, w.Actor("partner1"), "a shared view", w.App.SavedViews, models.SavedViewInput{Name: "Late",
			Address: "/activities?health=off_track", Sharing: models.ViewShared})
		own := handlerstest.CreateBy(w, w.Actor("partner1"), "a private view", w.App.SavedViews, models.SavedViewInput{Name: "Mine",
			Address: "/needs?q=%D1%83%D1%87%D1%91%D1%82"})
		colleague := models.Actor{UserID: w.IDs["colleague"], Name: "Colleague", Role: models.Partner, OrganisationID: w.IDs["partner"],
			CanWrite: true}
		if got, err := w.App.SavedViews.Get(w.Ctx, colleague, shared.ID); err != nil || got.Name != "Late" {
			t.Errorf("a colleague reads %+v: %v", got, err)
		}
		if _, err := w.App.SavedViews.Get(w.Ctx, colleague, own.ID); models.CodeOf(err) != models.NotFound ||
			own.Sharing != models.ViewPrivate {
			t.Errorf("a private view is read by a colleague: %v", err)
		}
		rename := func(in *models.SavedViewInput) error { in.Name = "Taken"; return nil }
		if _, err := w.App.SavedViews.Patch(w.Ctx, colleague, shared.ID, 1, rename); models.CodeOf(err) != models.Forbidden {
			t.Errorf("a colleague changes it: %v", err)
		}
		if _, err := w.App.RemoveSavedView(w.Ctx, colleague, shared.ID, 1); models.CodeOf(err) != models.Forbidden {
			t.Errorf("a colleague removes it: %v", err)
		}
		if _, err := w.App.RemoveSavedView(w.Ctx, w.Actor("partner1"), shared.ID, 1); err != nil {
			t.Error(err)
		}
		for _, address := range []string{"https://evil.example/needs", "//evil.example/needs", "/needs#part", "/needs with blanks", "needs",
			`/needs"`, "/\\evil.example"} {
			got := w.Do(t, call{As: "partner1", Method: "POST", Path: "/saved-views", Wrong: true,
				Body: map[string]string{"name": "Elsewhere", "address": address}})
			if p := got.Problem(t, 422); len(p.Errors) != 1 || p.Errors[0].Pointer != "/address" ||
				!strings.Contains(p.Errors[0].Detail, "path") {
				t.Errorf("the address %q is answered %s", address, got.Body)
			}
		}
	})
}
