package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"qadam/models"
)

// asPartner makes a user of the world's partner.
func (w *remWorld) asPartner(email string) models.Actor {
	w.t.Helper()
	name, _, _ := strings.Cut(email, "@")
	u := remMake(w, w.a.Users, models.UserInput{Name: name, Email: email, Role: models.Partner, OrganisationID: w.org, Active: true})
	return models.Actor{Role: models.Partner, UserID: u.ID, Name: name, Email: email, OrganisationID: w.org, CanWrite: true}
}

// TestAProposalIsRefused with a reason that its proposer hears, by a mail that does not name a need that it may not read.
func TestAProposalIsRefused(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx, pia := context.Background(), w.asPartner("pia@p1.example")
		refuse := func(id models.ID, reason string) (*models.Need, error) {
			n, err := w.a.Needs.Get(ctx, w.asManager(), id)
			w.must(err)
			return w.a.RefuseProposal(ctx, w.asManager(), id, n.Version, models.RefusalInput{Reason: reason})
		}
		n := w.prioritized("")
		r := remMake(w, w.a.Referrals, models.ReferralInput{NeedID: n.ID, OrganisationID: w.org, Purpose: models.PurposeDeliver})
		_, err := refuse(n.ID, "No")
		refuses(t, "without a proposal", err, models.Conflict, "Nobody")
		_, err = w.a.Referrals.Step(ctx, pia, r.ID, r.Version, models.StepInput{To: "accepted"})
		w.must(err)
		_, err = refuse(n.ID, " ")
		refuses(t, "without a reason", err, models.Invalid, "/reason")
		if _, err := w.a.RefuseProposal(ctx, pia, n.ID, 1, models.RefusalInput{Reason: "No"}); models.CodeOf(err) != models.Forbidden {
			t.Errorf("its proposer: %v", err)
		}
		kept, err := refuse(n.ID, "Another partner is there already")
		w.must(err)
		if kept.ProposedStatus != "" || kept.ProposedBy != "" || kept.Status != models.NeedReferred {
			t.Errorf("the need is %+v", kept)
		}
		m := w.last(pia.Email)
		if m.Subject != "Not accepted: P1" || !strings.Contains(m.TextBody, "to take up P1 was not accepted") ||
			!strings.Contains(m.TextBody, "dana writes: Another partner is there already") || m.ReplyTo != "dana@managers.example" ||
			strings.Contains(m.TextBody+m.HTMLBody, n.Reference) {
			t.Errorf("the mail is %+v", m)
		}
		page, err := w.a.Needs.History(ctx, w.asManager(), n.ID, models.ListQuery{Limit: models.MaxLimit})
		w.must(err)
		if !slices.ContainsFunc(page.Items, func(e models.Event) bool {
			return e.Words ==
				"dana (a programme manager) did not accept what was proposed on 1 October 2021: Another partner is there already"
		}) {
			t.Errorf("the history is %+v", page.Items)
		}
	})
}

// TestDatesAreDecidedOneByOne, before and apart from the update that asks for them, and the update's acceptance leaves them alone.
func TestDatesAreDecidedOneByOne(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx, pia := context.Background(), w.asPartner("pia@p1.example")
		first, second, third := w.milestone("2021-12-15"), w.milestone("2021-12-16"), w.milestone("2021-12-17")
		u, err := w.a.Updates.Create(ctx, pia, models.UpdateInput{ProjectID: w.project.ID, ActivityID: w.activity.ID,
			PeriodFrom: remStart, PeriodTo: remStart, Narrative: "Late", Milestones: []models.MilestoneMove{
				{MilestoneID: first.ID, DueOn: "2022-01-15"}, {MilestoneID: second.ID, DueOn: "2022-01-16"},
				{MilestoneID: third.ID, DueOn: "2022-01-17"}}})
		w.must(err)
		_, err = w.a.Updates.Step(ctx, pia, u.ID, u.Version, models.StepInput{To: "submitted"})
		w.must(err)
		o, err := w.a.Overview(ctx, w.asManager())
		w.must(err)
		if !slices.ContainsFunc(o.Attention, func(m models.Attention) bool {
			return m.SubjectID == first.ID && m.Matter == models.MatterDecide &&
				m.Why == "Due 15 December 2021; its partner asks for 15 January 2022: accept that date, or keep the one before"
		}) {
			t.Errorf("a manager's matters are %+v", o.Attention)
		}
		decide := func(m *models.Milestone, decision models.DateDecision, reason string) error {
			m, err := w.a.Milestones.Get(ctx, w.asManager(), m.ID)
			w.must(err)
			_, err = w.a.DecideDate(ctx, w.asManager(), m.ID, m.Version, models.DateDecisionInput{Decision: decision, Reason: reason})
			return err
		}
		w.must(decide(first, models.DateAccepted, ""))
		if m := w.last(pia.Email); m.Subject != "New date: "+first.Reference || !strings.Contains(m.TextBody, "15 January 2022 now") {
			t.Errorf("the mail is %+v", m)
		}
		refuses(t, "without a reason", decide(second, models.DateKept, ""), models.Invalid, "/reason")
		w.must(decide(second, models.DateKept, "The visit is in January"))
		if m := w.last(pia.Email); m.Subject != "The date stays: "+second.Reference ||
			!strings.Contains(m.TextBody, "It stays due on 16 December 2021") ||
			!strings.Contains(m.TextBody, "dana writes: The visit is in January") {
			t.Errorf("the mail is %+v", m)
		}
		refuses(t, "twice", decide(second, models.DateKept, "Again"), models.Conflict, "Nobody asks")
		remStep(w, w.a.Updates, u.ID, models.StepInput{To: "accepted"})
		for _, x := range []struct {
			m   *models.Milestone
			due models.Date
		}{{first, "2022-01-15"}, {second, "2021-12-16"}, {third, "2022-01-17"}} {
			m, err := w.a.Milestones.Get(ctx, w.asManager(), x.m.ID)
			w.must(err)
			if moved := x.m != second; m.DueOn != x.due || m.ProposedOn != "" || (m.TimesMoved == 1) != moved {
				t.Errorf("%s is due on %s, asked for %q", m.Reference, m.DueOn, m.ProposedOn)
			}
		}
	})
}

// TestAReturnedUpdateIsTold at once to who sent it, with the reason and the page where it is corrected.
func TestAReturnedUpdateIsTold(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx, pia := context.Background(), w.asPartner("pia@p1.example")
		for _, in := range []models.UpdateInput{{ProjectID: w.project.ID}, {ProjectID: w.project.ID, ActivityID: w.activity.ID}} {
			in.PeriodFrom, in.PeriodTo, in.Narrative = remStart, remStart, "Done"
			u, err := w.a.Updates.Create(ctx, pia, in)
			w.must(err)
			u, err = w.a.Updates.Step(ctx, pia, u.ID, u.Version, models.StepInput{To: "submitted"})
			w.must(err)
			_, err = w.a.Updates.Step(ctx, w.asManager(), u.ID, u.Version, models.StepInput{To: "returned", Reason: "How many women?"})
			w.must(err)
			reference := w.project.Reference
			if in.ActivityID != "" {
				reference = w.activity.Reference
			}
			m := w.last(pia.Email)
			if m.Subject != "Please correct your update: "+reference || !strings.Contains(m.TextBody, "dana writes: How many women?") ||
				!strings.Contains(m.TextBody, "/reminders/update/"+string(u.ID)) {
				t.Errorf("the mail is %+v", m)
			}
		}

		other := remMake(w, w.a.Organisations, models.OrganisationInput{Code: "P9", Name: "Partner Nine", Kind: "ngo"})
		u, err := w.a.Updates.Create(ctx, pia, models.UpdateInput{ProjectID: w.project.ID, PeriodFrom: remStart, PeriodTo: remStart,
			Narrative: "Done"})
		w.must(err)
		u, err = w.a.Updates.Step(ctx, pia, u.ID, u.Version, models.StepInput{To: "submitted"})
		w.must(err)
		remPatch(w, w.a.Users, pia.UserID, func(in *models.UserInput) { in.OrganisationID = other.ID })
		before := len(w.outbox())
		_, err = w.a.Updates.Step(ctx, w.asManager(), u.ID, u.Version, models.StepInput{To: "returned", Reason: "Confidential"})
		w.must(err)
		if mails := w.outbox(); len(mails) != before {
			t.Errorf("who went to another organisation hears %+v", mails[len(mails)-1])
		}
	})
}

// TestWhoIsAsked is a focal point who may answer: one who signs in as a donor gets no update link.
func TestWhoIsAsked(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		donor := remMake(w, w.a.Users, models.UserInput{Name: "Dora", Email: "dora@p1.example", Role: models.Donor, OrganisationID: w.org,
			Active: true})
		remPatch(w, w.a.Contacts, donor.ID, func(in *models.ContactInput) { in.Duty = models.DutyFocalPoint })
		pia := w.contact("pia@p1.example", "focal_point")
		l, err := w.a.CreateUpdateLink(context.Background(), w.asManager(), models.UpdateLinkInput{ActivityID: w.activity.ID})
		w.must(err)
		if l.ContactID != pia.ID {
			t.Errorf("asked is %+v", l)
		}
		m := w.milestone("2021-12-15")
		w.expect("its milestone", w.scan("2021-12-16"), remLine("milestone_overdue", m.Reference, "2021-12-15+1", pia.Email))
	})
}

// TestADutyIsAtAnOrganisation ends when a contact goes to another one, unless a duty there is said.
func TestADutyIsAtAnOrganisation(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		other := remMake(w, w.a.Organisations, models.OrganisationInput{Code: "P9", Name: "Partner Nine", Kind: "ngo"})
		pia := w.contact("pia@p1.example", "focal_point")
		remPatch(w, w.a.Contacts, pia.ID, func(in *models.ContactInput) { in.OrganisationID = other.ID })
		got, err := w.a.Contacts.Get(context.Background(), w.asManager(), pia.ID)
		w.must(err)
		if got.Duty != models.DutyOther || got.OrganisationID != other.ID {
			t.Errorf("the contact is %+v", got)
		}
	})
}

// TestTheFocalPointOfAnActivity is reminded of it, and gets the update link that names nobody.
func TestTheFocalPointOfAnActivity(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		link := func() (*models.UpdateLink, error) {
			return w.a.CreateUpdateLink(ctx, w.asManager(), models.UpdateLinkInput{ActivityID: w.activity.ID})
		}
		_, err := link()
		refuses(t, "to nobody", err, models.Invalid, "focal point")
		general := w.contact("focal@p1.example", "focal_point")
		own := w.contact("own@p1.example", "other")
		l, err := link()
		w.must(err)
		if l.ContactID != general.ID {
			t.Errorf("without a focal point of its own it goes to %+v", l)
		}
		stranger := remMake(w, w.a.Contacts, models.ContactInput{OrganisationID: remMake(w, w.a.Organisations,
			models.OrganisationInput{Code: "P2", Name: "Partner Two", Kind: "ngo"}).ID, Name: "S", Email: "s@p2.example", Duty: "other",
			Active: true})
		set := func(id models.ID) error {
			v, err := w.a.Activities.Get(ctx, w.asManager(), w.activity.ID)
			w.must(err)
			_, err = w.a.Activities.Patch(ctx, w.asManager(), v.ID, v.Version, func(in *models.ActivityInput) error {
				in.ContactID = id
				return nil
			})
			return err
		}
		refuses(t, "of another organisation", set(stranger.ID), models.Invalid, "/contact_id")
		w.must(set(own.ID))
		l, err = link()
		w.must(err)
		if l.ContactID != own.ID || l.Recipient != own.Email {
			t.Errorf("it goes to %+v", l)
		}
		m := w.milestone("2021-12-15")
		w.expect("its milestone", w.scan("2021-12-16"), remLine("milestone_overdue", m.Reference, "2021-12-15+1", own.Email))
		remPatch(w, w.a.Contacts, own.ID, func(in *models.ContactInput) { in.Active = false })
		l, err = link()
		w.must(err)
		if l.ContactID != general.ID {
			t.Errorf("once its focal point has left it goes to %+v", l)
		}
	})
}

// TestTheFormOfAnUpdate opens for who takes part in the activity, and for no other.
func TestTheFormOfAnUpdate(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		c := w.contact("pia@p1.example", "focal_point")
		ctx, pia := context.Background(), w.asPartner("pia@p1.example") // the same record
		m := w.milestone("2021-12-15")
		path, err := w.a.UpdateForm(ctx, pia, w.activity.ID)
		w.must(err)
		page, err := w.a.OpenUpdateLink(ctx, strings.TrimPrefix(path, "/u/"))
		w.must(err)
		if page.Activity.ID != w.activity.ID || page.Link.Recipient != c.Email || page.State != models.LinkOpen {
			t.Errorf("the form is %+v", page)
		}
		for _, other := range []models.Actor{{Role: models.Partner, Email: "x@p2.example", OrganisationID: "another", CanWrite: true},
			w.counterpart("nina@state.example")} {
			if _, err := w.a.UpdateForm(ctx, other, w.activity.ID); err == nil {
				t.Errorf("%s opens it", other.Email)
			}
		}
		remStep(w, w.a.Activities, w.activity.ID, models.StepInput{To: "cancelled"})
		_, err = w.a.UpdateForm(ctx, pia, w.activity.ID)
		refuses(t, "of what is cancelled", err, models.Conflict, m.Reference[:3])
	})
}
