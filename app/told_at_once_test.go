package app_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"qadam/app/engine"
	"qadam/app/mail/mailtest"
	"qadam/models"
	"qadam/seeds"
)

// shippedRules are the rules that the product ships with, in place of the world's own.
func (w *remWorld) shippedRules() {
	w.t.Helper()
	data, err := seeds.Parse(seeds.Earliest)
	w.must(err)
	for _, in := range data.Reference.ReminderRules {
		if _, err := w.a.Rules.By(context.Background(), engine.System(), "code", in.Code); models.CodeOf(err) == models.NotFound {
			remMake(w, w.a.Rules, in)
		}
	}
}

// counterpart makes a State's counterpart.
func (w *remWorld) counterpart(email string) models.Actor {
	w.t.Helper()
	name, _, _ := strings.Cut(email, "@")
	u := remMake(w, w.a.Users, models.UserInput{Name: name, Email: email, Role: models.National, CountryCode: "KAZ", Active: true})
	return models.Actor{Role: models.National, UserID: u.ID, Name: name, Email: email, CountryCode: "KAZ", CanWrite: true}
}

func (w *remWorld) asManager() models.Actor {
	return models.Actor{Role: models.Manager, UserID: w.manager, Name: "dana", Email: "dana@managers.example", CanWrite: true}
}

// hears scans, makes the mails that are ready, and gives the subjects of those to a recipient since the last time.
func (w *remWorld) hears(to string) []string {
	w.t.Helper()
	return w.newMails(to, func() {
		_, err := w.a.ScanReminders(context.Background(), w.now())
		w.must(err)
		w.compose()
	})
}

// hearsAtOnce gives the subjects of the mails to a recipient that do not wait for the scan of all rules.
func (w *remWorld) hearsAtOnce(to string) []string {
	w.t.Helper()
	return w.newMails(to, func() {
		_, err := w.a.TellAtOnce(context.Background())
		w.must(err)
	})
}

// newMails gives the subjects of the mails to a recipient that something makes.
func (w *remWorld) newMails(to string, do func()) (out []string) {
	w.t.Helper()
	before := len(w.outbox())
	do()
	mails := w.outbox()
	slices.SortFunc(mails, func(a, b models.OutboxMail) int { return strings.Compare(string(a.ID), string(b.ID)) })
	for _, m := range mails[before:] {
		if m.Recipient == to {
			out = append(out, m.Subject)
		}
	}
	return out
}

// owes gives the pending steps of a person, in short.
func (w *remWorld) owes(who models.Actor) (out []string) {
	w.t.Helper()
	all, err := w.a.PendingSteps(context.Background(), who, "en")
	w.must(err)
	for _, o := range all {
		for _, s := range o.Steps {
			out = append(out, o.Reference+": "+s.Step.Step)
		}
	}
	slices.Sort(out)
	return out
}

func (w *remWorld) last(to string) models.OutboxMail {
	w.t.Helper()
	mails := slices.DeleteFunc(w.outbox(), func(m models.OutboxMail) bool { return m.Recipient != to })
	if len(mails) == 0 {
		w.t.Fatalf("no mail to %s", to)
	}
	return slices.MaxFunc(mails, func(a, b models.OutboxMail) int { return strings.Compare(string(a.ID), string(b.ID)) })
}

// TestTheStateIsToldAtOnce of all that waits for its word: by a mail of its own, but for needs, which its next digest tells in one
// line. What it has answered is not told again.
func TestTheStateIsToldAtOnce(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx, nina := context.Background(), w.counterpart("nina@state.example")
		w.shippedRules()
		w.at("2021-10-05 05:00", "Asia/Almaty")
		var needs []*models.Need
		for i := range 25 {
			needs = append(needs, remMake(w, w.a.Needs, models.NeedInput{MissionID: w.mission, Title: fmt.Sprint("Secret ", i),
				Level: "operational", Kind: "training", ThemeCodes: []string{"marking"}}))
		}
		mission, err := w.a.Missions.Get(ctx, nina, w.mission)
		w.must(err)
		w.expect("at night", w.hears(nina.Email))
		w.at("2021-10-05 09:00", "Asia/Almaty")
		w.expect("by itself", w.hearsAtOnce(nina.Email))
		w.expect("in the morning", w.hears(nina.Email), "Answer due: "+mission.Reference)
		if m := w.last(nina.Email); !strings.Contains(m.TextBody, "25 needs wait for agreement") || strings.Contains(m.TextBody, "Secret") {
			t.Errorf("the mail says %s", m.TextBody)
		} else if !strings.Contains(m.TextBody, "/reminders/mission/"+string(mission.ID)+"\n") {
			t.Errorf("the mail does not lead to where she agrees: %s", m.TextBody)
		}
		w.expect("her steps", w.owes(nina), mission.Reference+": 25 needs wait for agreement")
		for _, n := range needs[1:] {
			remStep(w, w.a.Needs, n.ID, models.StepInput{To: "agreed"})
		}
		w.expect("what is left", w.owes(nina), mission.Reference+": 1 need waits for agreement")
		remStep(w, w.a.Needs, needs[0].ID, models.StepInput{To: "agreed"})
		w.expect("nothing is left", w.owes(nina))

		w.at("2021-10-05 22:00", "Asia/Almaty") // at any hour
		r := w.proposedRanking(needs[:2])
		w.expect("a ranking", w.hearsAtOnce(nina.Email), "Answer due: "+r.Reference)
		asked, err := w.a.ConsentRequests.Create(ctx, w.asManager(), models.ConsentRequestInput{SubjectType: "need",
			SubjectID: needs[0].ID, Extent: "full", Audience: "donors", Procedure: "answer"})
		w.must(err)
		w.expect("a request", w.hearsAtOnce(nina.Email), "Answer due: "+needs[0].Reference)
		for _, to := range []models.MissionStatus{models.MissionUnderWay, models.MissionDrafting, models.MissionDraftSent} {
			remStep(w, w.a.Missions, w.mission, models.StepInput{To: string(to)})
		}
		w.expect("a draft", w.hearsAtOnce(nina.Email), "Answer due: "+mission.Reference)
		for _, to := range []models.StepInput{{To: "prioritized"}, {To: "referred", OrganisationID: w.org}, {To: "taken_up"},
			{To: "in_delivery"}, {To: "met"}} {
			remStep(w, w.a.Needs, needs[1].ID, to)
		}
		w.expect("a need that is met", w.hearsAtOnce(nina.Email), "Answer due: "+needs[1].Reference)
		w.expect("once each", w.hears(nina.Email))
		w.expect("her steps", w.owes(nina), needs[0].Reference+": Give consent or refuse it",
			needs[1].Reference+": Confirm whether it was met", r.Reference+": Agree to the ranking or decline it",
			mission.Reference+": Comments on the draft report")

		_, err = w.a.AnswerRequest(ctx, nina, asked.ID, asked.Version, models.AnswerInput{Answer: "refuse", Reason: "Not yet"})
		w.must(err)
		_, err = w.a.Rankings.Step(ctx, nina, r.ID, r.Version, models.StepInput{To: "agreed"})
		w.must(err)
		met, err := w.a.Needs.Get(ctx, nina, needs[1].ID)
		w.must(err)
		_, err = w.a.AnswerNeed(ctx, nina, met.ID, met.Version, models.NeedAnswerInput{Answer: models.AnswerMet})
		w.must(err)
		w.expect("what is left", w.owes(nina), mission.Reference+": Comments on the draft report")
	})
}

// proposedRanking scores some agreed needs and puts their ranking before the State.
func (w *remWorld) proposedRanking(needs []*models.Need) *models.Ranking {
	w.t.Helper()
	scheme := remMake(w, w.a.Schemes, models.SchemeInput{Name: "Scheme", Edition: 1, Current: true, Criteria: []models.Criterion{
		{Code: "urgency", Name: "Urgency", Weight: 100_00, Direction: models.HigherFirst, Scale: []string{"1", "2", "3", "4", "5"}}}})
	for i, n := range needs {
		_, err := w.a.Scores.Create(context.Background(), w.asManager(), models.ScoreInput{NeedID: n.ID,
			CriterionID: scheme.Criteria[0].ID, Value: i + 1, Reason: "Fiction"})
		w.must(err)
	}
	r, err := w.a.Rankings.Create(context.Background(), w.asManager(), models.RankingInput{MissionID: w.mission, Title: "Ranking",
		HeldOn: "2021-10-01", Participants: []string{"A ministry"}, IncompleteReason: "The others are not scored yet"})
	w.must(err)
	return r
}

// TestSilenceBeginsWithTheMail counts the days from the instant at which a mail server has taken the State's mail, and reminds half way,
// two days and one day before the end.
func TestSilenceBeginsWithTheMail(t *testing.T) {
	remMails(t, 0, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		ctx, nina := context.Background(), w.counterpart("nina@state.example")
		w.shippedRules()
		w.turnTo("2021-10-04") // a Monday
		n := w.need("2021-10-04", "")
		in := models.ConsentRequestInput{SubjectType: "need", SubjectID: n.ID, Extent: "full", Audience: "donors", Procedure: "silence"}
		r, err := w.a.ConsentRequests.Create(ctx, w.asManager(), in)
		w.must(err)
		again := func() *models.ConsentRequest {
			t.Helper()
			r, err := w.a.ConsentRequests.Get(ctx, nina, r.ID)
			w.must(err)
			return r
		}
		w.expect("at once", w.hears(nina.Email), "Answer due: "+n.Reference)
		if m := w.last(nina.Email); !strings.Contains(m.TextBody, "silence is consent after 5 working days from this mail") {
			t.Errorf("the mail says %s", m.TextBody)
		}
		server.Behave(func(b *mailtest.Behaviour) { b.Greylist = mailtest.Everyone })
		w.deliver(0)
		w.turnTo("2021-10-13") // it has not left for more than a week
		w.hears(nina.Email)
		if r := again(); r.Status != models.RequestAsked || r.TakesEffectAt != nil || r.BeganAt != nil || r.ConsentID != "" ||
			r.NextStep.Owner != models.National {
			t.Errorf("before its mail was taken the request is %+v", r)
		}
		server.Behave(func(b *mailtest.Behaviour) { b.Greylist = nil })
		if _, err := w.a.DeliverOutbox(ctx); err != nil {
			t.Fatal(err)
		}
		began := again()
		if began.BeganAt == nil || !began.BeganAt.Equal(w.now()) || began.TakesEffectAt == nil ||
			began.NextStep.Due != "2021-10-20" || began.ConsentID == "" {
			t.Errorf("once its mail was taken the request is %+v", began)
		}
		w.expect("her steps", w.owes(nina), n.Reference+": Object, or let the consent take effect")
		told := map[models.Date]int{}
		for day := models.Date("2021-10-14"); day <= "2021-10-22"; day = day.AddDays(1) {
			w.turnTo(day)
			told[day] = len(w.hears(nina.Email))
		}
		for day, n := range told {
			want := 0
			if day == "2021-10-18" || day == "2021-10-19" { // half way, which is a Saturday, and two days before; one day before
				want = 1
			}
			if n != want {
				t.Errorf("on %s she gets %d mails: %v", day, n, told)
			}
		}
		if r := again(); r.Status != models.RequestGiven {
			t.Errorf("afterwards the request is %+v", r)
		}
	})
}

// TestAClosedSubjectBeginsNoSilence: what the State has closed meanwhile is not opened by a mail that leaves late.
func TestAClosedSubjectBeginsNoSilence(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx, nina := context.Background(), w.counterpart("nina@state.example")
		n := w.need(remStart, "")
		r, err := w.a.ConsentRequests.Create(ctx, w.asManager(), models.ConsentRequestInput{SubjectType: "need", SubjectID: n.ID,
			Extent: "full", Audience: "donors", Procedure: "silence"})
		w.must(err)
		_, err = w.a.Consents.Create(ctx, nina, models.ConsentInput{SubjectType: "mission", SubjectID: w.mission, Extent: "none",
			Audience: "donors", Instrument: "Note verbale 4", GivenOn: remStart})
		w.must(err)
		w.must(w.a.BeginSilence(ctx, r.ID))
		r, err = w.a.ConsentRequests.Get(ctx, nina, r.ID)
		w.must(err)
		if r.Status != models.RequestCancelled || r.TakesEffectAt != nil {
			t.Errorf("the request is %+v", r)
		}
	})
}

// TestAReferralReachesThePartner by mail and among its steps, until it is answered or over. What the partner may not read is not named.
func TestAReferralReachesThePartner(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		focal := w.contact("focal@p1.example", "focal_point")
		coordinator := w.contact("coordinator@p1.example", "coordinator")
		w.shippedRules()
		reader := models.Actor{Role: models.Partner, UserID: focal.ID, Email: focal.Email, OrganisationID: w.org, CanWrite: true}
		w.turnTo("2021-10-04")
		n := w.need("2021-10-04", "")
		remStep(w, w.a.Needs, n.ID, models.StepInput{To: "prioritized"})
		r := remMake(w, w.a.Referrals, models.ReferralInput{NeedID: n.ID, OrganisationID: w.org, Purpose: models.PurposeDeliver})
		if r.EndsOn != "2021-11-03" {
			t.Fatalf("it waits until %s", r.EndsOn)
		}
		w.expect("at once", w.hears(focal.Email), "Answer due: P1")
		if m := w.last(focal.Email); strings.Contains(m.TextBody+m.HTMLBody, n.Reference) || strings.Contains(m.TextBody, "Secret") {
			t.Errorf("the mail names the need: %s", m.TextBody)
		}
		w.expect("its steps", w.owes(reader), "P1: Accept or decline what is put before you")
		remMake(w, w.a.Consents, models.ConsentInput{SubjectType: "need", SubjectID: n.ID, Extent: "partial", Audience: "partners",
			Instrument: "Note verbale 5", GivenOn: "2021-10-04"})
		w.wait(1e9)
		w.expect("with consent", w.owes(reader), n.Reference+": Accept or decline what is put before you")
		w.turnTo("2021-10-26")
		w.expect("nothing between", w.hears(focal.Email))
		w.turnTo("2021-10-27")
		w.expect("before its last day", w.hears(coordinator.Email), "Answer due: "+n.Reference)
		w.turnTo("2021-11-02")
		w.expect("the manager", w.hears("dana@managers.example"), "Answer due: "+n.Reference)
		if m := w.last("dana@managers.example"); !strings.Contains(m.TextBody, "Nobody has answered yet") ||
			!strings.Contains(m.TextBody, "Told before: focal, coordinator") {
			t.Errorf("the manager reads %s", m.TextBody)
		}
		for _, told := range w.reminders() { // what is kept for the organisation does not name the need
			if told.OrganisationID == w.org && told.Rule == "referral_answer" && told.Reference != "P1" {
				t.Errorf("the reminder is %+v", told)
			}
		}
		w.turnTo("2021-11-04")
		w.expect("over", w.owes(reader))
	})
}

// TestNobodyIsToldOfWhatTheyCanDoNothingAbout refuses a rule by which a State is told of a donor's report.
func TestNobodyIsToldOfWhatTheyCanDoNothingAbout(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		in := models.ReminderRuleInput{Code: "donor_reports", Name: "Reports", Watches: models.WatchDonorReport,
			Ladder: []models.Rung{{To: []models.RecipientRole{models.RecipientManager, models.RecipientNational}}}}
		_, err := w.a.Rules.Create(context.Background(), engine.System(), in)
		refuses(t, "to a State", err, models.Invalid, "/ladder/0/to/1")
		in.Watches = models.WatchReferral
		remMake(w, w.a.Rules, in)
	})
}
