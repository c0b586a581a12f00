package app_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// TestAMailboxGoesWithItsPerson moves a user, and a contact, to another organisation: their colleagues are others now, and who was
// to stand in for them does no more.
func TestAMailboxGoesWithItsPerson(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		sees := func(who models.Actor) (emails []string) {
			t.Helper()
			for _, m := range sure(w.Mailboxes.List(w.ctx, who, models.ListQuery{}))(t).Items {
				emails = append(emails, m.Email)
			}
			slices.Sort(emails)
			return emails
		}
		one, two := w.partner1.OrganisationID, w.partner2.OrganisationID
		contact := sure(
			w.Contacts.Create(
				w.ctx,
				w.manager,
				models.ContactInput{OrganisationID: one, Name: "Mover", Email: "mover@example.org", Duty: "focal_point", Active: true},
			),
		)(
			t,
		)
		user := sure(
			w.Users.Create(
				w.ctx,
				w.admin,
				models.UserInput{Name: "Walker", Email: "walker@example.org", Role: models.Partner, OrganisationID: one, Active: true},
			),
		)(
			t,
		)
		for _, email := range []string{contact.Email, user.Email} {
			sure(w.Mailboxes.Create(w.ctx, w.manager, models.MailboxInput{Email: email}))(t)
		}
		both := []string{"mover@example.org", "walker@example.org"}
		if a, b := sees(w.partner1), sees(w.partner2); !slices.Equal(a, both) || len(b) > 0 {
			t.Fatalf("at first %v and %v", a, b)
		}
		sure(patch(t, w, w.Contacts, w.manager, contact.ID, func(in *models.ContactInput) { in.OrganisationID = two }))(t)
		sure(patch(t, w, w.Users, w.admin, user.ID, func(in *models.UserInput) { in.OrganisationID = two }))(t)
		if a, b := sees(w.partner1), sees(w.partner2); len(a) > 0 || !slices.Equal(b, both) {
			t.Errorf("after they moved %v and %v", a, b)
		}
	})
}

// TestADeputyWhoLeft holds that nothing is handed to a deputy who has gone to another organisation.
func TestADeputyWhoLeft(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.contact("focal@p1.example", "focal_point")
		deputy := w.contact("deputy@p1.example", "other")
		elsewhere := remMake(w, w.a.Organisations, models.OrganisationInput{Code: "ELSE", Name: "Elsewhere", Kind: "un_entity"})
		remMake(
			w,
			w.a.Mailboxes,
			models.MailboxInput{Email: "focal@p1.example", AwayFrom: "2021-12-10", AwayUntil: "2021-12-31",
				DeputyEmail: "deputy@p1.example"},
		)
		remPatch(w, w.a.Contacts, deputy.ID, func(in *models.ContactInput) { in.OrganisationID = elsewhere.ID })
		w.milestone("2021-12-15")
		w.scan("2021-12-16")
		w.at("2021-12-16 09:00", "UTC")
		for range 2 {
			if _, err := w.a.ComposeMails(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		if mails := w.outbox(); len(mails) != 1 || mails[0].Recipient != "focal@p1.example" {
			t.Errorf("the mails are %+v", mails)
		}
	})
}

// TestAbsenceThatIsOver refuses an absence that has ended: who enters one has mistaken the year. One that has ended since it was
// entered bars no other change.
func TestAbsenceThatIsOver(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.contact("focal@p1.example", "focal_point")
		w.contact("deputy@p1.example", "focal_point")
		in := models.MailboxInput{Email: "focal@p1.example", AwayFrom: "2020-12-10", AwayUntil: "2020-12-31",
			DeputyEmail: "deputy@p1.example"}
		var refused *models.Error
		if _, err := w.a.Mailboxes.Create(context.Background(), engine.System(), in); !errors.As(err, &refused) ||
			len(refused.Fields) != 1 ||
			refused.Fields[0].Pointer != "/away_until" {
			t.Errorf("an absence a year ago: %v", err)
		}
		in.AwayFrom, in.AwayUntil = "2021-12-10", "2021-12-31"
		box := remMake(w, w.a.Mailboxes, in)
		w.wait(60 * 24 * time.Hour)
		remPatch(w, w.a.Mailboxes, box.ID, func(in *models.MailboxInput) { in.Morning = 9 })
	})
}

// TestWhoIsNotResponsibleAnyMore holds that a reminder goes to the new responsible person, once, when responsibility changes
// before the mail goes.
func TestWhoIsNotResponsibleAnyMore(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*remWorld, *models.Milestone, *models.Contact, models.ID){
		"another partner is responsible": func(w *remWorld, m *models.Milestone, _ *models.Contact, other models.ID) {
			remPatch(w, w.a.Activities, w.activity.ID, func(in *models.ActivityInput) {
				in.Partners = append(in.Partners, models.ActivityPartner{OrganisationID: other, PartnerRole: "implementing"})
			})
			remPatch(w, w.a.Milestones, m.ID, func(in *models.MilestoneInput) { in.OrganisationID = other })
		},
		"the contact is at another organisation": func(w *remWorld, _ *models.Milestone, c *models.Contact, other models.ID) {
			remPatch(w, w.a.Contacts, c.ID, func(in *models.ContactInput) { in.OrganisationID = other })
		},
		"the contact is not in duty": func(w *remWorld, _ *models.Milestone, c *models.Contact, _ models.ID) {
			remPatch(w, w.a.Contacts, c.ID, func(in *models.ContactInput) { in.Active = false })
		},
	} {
		t.Run(name, func(t *testing.T) {
			remEach(t, func(t *testing.T, w *remWorld) {
				c := w.contact("focal@p1.example", "focal_point")
				other := remMake(w, w.a.Organisations, models.OrganisationInput{Code: "P2", Name: "Partner Two", Kind: "ngo", Listed: true})
				next := remMake(
					w,
					w.a.Contacts,
					models.ContactInput{OrganisationID: other.ID, Name: "Next", Email: "next@p2.example", Duty: "focal_point",
						Active: true},
				).Email
				if name != "another partner is responsible" {
					next = w.contact("next@p1.example", "focal_point").Email
				}
				m := w.milestone("2021-12-15")
				w.scan("2021-12-16")
				change(w, m, c, other.ID)
				w.at("2021-12-16 09:15", "UTC")
				for range 3 {
					w.compose()
					_, err := w.a.ScanReminders(context.Background(), w.now())
					w.must(err)
					w.compose()
				}
				var to []string
				for _, mail := range w.outbox() {
					to = append(to, mail.Recipient)
				}
				w.expect("the mails went to", to, next)
			})
		})
	}
}
