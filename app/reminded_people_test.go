package app_test

import (
	"context"
	"testing"

	"qadam/models"
)

// TestWhoSignsInIsReminded of what an organisation owes where nobody has a duty, and not where somebody has.
func TestWhoSignsInIsReminded(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		pia := w.asPartner("pia@p1.example")
		remMake(w, w.a.Users, models.UserInput{Name: "Dora", Email: "dora@p1.example", Role: models.Donor,
			OrganisationID: w.org, Active: true})
		m := w.milestone("2021-12-15")
		w.expect("nobody has a duty", w.scan("2021-12-12"), remLine("milestone_due", m.Reference, "2021-12-15-3", pia.Email))
		w.expect("she owes", w.owes(pia), w.activity.Reference+": "+m.Title)
		l, err := w.a.CreateUpdateLink(context.Background(), w.asManager(), models.UpdateLinkInput{ActivityID: w.activity.ID})
		w.must(err)
		if l.ContactID != pia.UserID || l.UserID != pia.UserID {
			t.Errorf("a link that names nobody goes to %+v", l)
		}
		w.contact("focal@p1.example", "focal_point")
		w.expect("a focal point", w.scan("2021-12-16"), remLine("milestone_overdue", m.Reference, "2021-12-15+1", "focal@p1.example"))
	})
}

// TestRemindersArePeoples, not addresses': who shares an address or has left reads nothing of another's.
func TestRemindersArePeoples(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		desk := w.contact("desk@p1.example", "focal_point")
		elsewhere := remMake(w, w.a.Organisations, models.OrganisationInput{Code: "P2", Name: "Partner Two", Kind: "ngo", Listed: true}).ID
		other := remMake(w, w.a.Users, models.UserInput{Name: "Other", Email: "desk@p1.example", Role: models.Partner,
			OrganisationID: elsewhere, Active: true})
		sharer := models.Actor{Role: models.Partner, UserID: other.ID, Email: other.Email, OrganisationID: elsewhere, CanWrite: true}
		owner := models.Actor{Role: models.Partner, UserID: desk.ID, Email: desk.Email, OrganisationID: w.org, CanWrite: true}
		m := w.milestone("2021-12-15")
		step := w.activity.Reference + ": " + m.Title
		w.scan("2021-12-12")
		w.expect("whose it is", w.owes(owner), step)
		w.expect("who has the same address", w.owes(sharer))
		page, err := w.a.Reminders.List(ctx, sharer, models.ListQuery{})
		w.must(err)
		if len(page.Items) != 0 {
			t.Errorf("who has the same address reads %+v", page.Items)
		}
		w.turnTo("2021-12-13")
		w.compose()
		if mail := w.last(desk.Email); mail.Name != desk.Name {
			t.Errorf("the mail is to %s", mail.Name)
		}

		u := remMake(w, w.a.Users, models.UserInput{Name: "Desk", Email: desk.Email + ".kg", Role: models.Partner, OrganisationID: w.org,
			Active: true})
		remPatch(w, w.a.Milestones, m.ID, func(in *models.MilestoneInput) { in.ContactID = u.ID })
		w.scan("2021-12-16")
		stayed := models.Actor{Role: models.Partner, UserID: u.ID, Email: u.Email, OrganisationID: w.org, CanWrite: true}
		w.expect("before leaving", w.owes(stayed), step)
		remPatch(w, w.a.Users, u.ID, func(in *models.UserInput) { in.OrganisationID = elsewhere })
		left := stayed
		left.OrganisationID = elsewhere
		w.expect("who has left", w.owes(left))
		page, err = w.a.Reminders.List(ctx, left, models.ListQuery{})
		w.must(err)
		if len(page.Items) != 0 {
			t.Errorf("who has left reads %+v", page.Items)
		}
	})
}
