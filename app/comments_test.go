package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// comment makes a comment as an actor.
func (w *world) comment(by models.Actor, kind models.CommentSubject, of models.ID, to models.CommentAudience, body string,
) (*models.Comment, error) {
	return w.Comments.Create(w.ctx, by, models.CommentInput{SubjectType: kind, SubjectID: of, Audience: to, Body: body})
}

// read gives the bodies of the comments on an object that an actor reads, the newest first.
func (w *world) read(as models.Actor, of models.ID) []string {
	w.t.Helper()
	page := sure(w.Comments.List(w.ctx, as, models.ListQuery{Filters: map[string]string{"subject_id": string(of)}}))(w.t)
	var out []string
	for _, c := range page.Items {
		out = append(out, c.Body)
	}
	return out
}

// TestCommentsAreReadByThoseWhoReadWhatTheyAreAbout comments to each audience on needs that consent opens in full, in part and not at
// all, and takes the consent back.
func TestCommentsAreReadByThoseWhoReadWhatTheyAreAbout(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		full, part, none := w.needs[1].ID, w.needs[2].ID, w.needs[3].ID
		for _, to := range []models.CommentAudience{models.CommentTeam, models.CommentState, models.CommentDonor} {
			sure(w.comment(w.manager, models.CommentNeed, full, to, "to "+string(to)))(t)
		}
		for _, of := range []models.ID{part, none} {
			if _, err := w.comment(w.manager, models.CommentNeed, of, models.CommentDonor, "x"); !hasFault(err, "/audience") {
				t.Errorf("donors do not read all of it, and are told: %v", err)
			}
			if _, err := w.comment(w.donorA, models.CommentNeed, of, models.CommentDonor, "x"); !hasFault(err, "/subject_id") {
				t.Errorf("a donor comments on what it does not read: %v", err)
			}
		}
		if _, err := w.comment(w.donorA, models.CommentNeed, full, models.CommentTeam, "x"); !hasFault(err, "/audience") {
			t.Errorf("a donor writes to the team alone: %v", err)
		}
		sure(w.comment(w.nationalKAZ, models.CommentNeed, full, models.CommentState, "from the State"))(t)
		for _, c := range []struct {
			as   models.Actor
			want []string
		}{
			{w.manager, []string{"from the State", "to donor", "to state", "to team"}}, {w.donorA, []string{"to donor"}},
			{w.nationalKAZ, []string{"from the State", "to state"}}, {w.nationalKGZ, nil}, {w.partner1, nil},
		} {
			if got := w.read(c.as, full); !slices.Equal(got, c.want) {
				t.Errorf("%s reads %q, not %q", c.as.Name, got, c.want)
			}
		}
		page := sure(w.Consents.List(w.ctx, w.manager, models.ListQuery{Filters: map[string]string{"subject_id": string(full)}}))(t)
		for _, c := range page.Items {
			sure(w.WithdrawConsent(w.ctx, w.manager, c.ID, c.Version, models.WithdrawInput{Reason: "Fiction"}))(t)
		}
		if got := w.read(w.donorA, full); got != nil {
			t.Errorf("after the withdrawal a donor reads %q", got)
		}
		found := sure(w.Comments.List(w.ctx, w.donorA, models.ListQuery{Words: "donor"}))(t)
		if len(found.Items) > 0 {
			t.Errorf("and finds %q", found.Items[0].Body)
		}
	})
}

// TestCommentsOnUpdatesAndReports holds that a report is no matter of partners, and an update one of donors once it is accepted.
func TestCommentsOnUpdatesAndReports(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		u := sure(w.Updates.Create(w.ctx, w.partner1, models.UpdateInput{ProjectID: w.project.ID, ActivityID: w.activities[1].ID,
			PeriodFrom: "2021-10-01", PeriodTo: "2021-12-31", Narrative: "Fiction"}))(t)
		sure(w.comment(w.partner1, models.CommentUpdate, u.ID, models.CommentPartner, "a draft"))(t)
		if _, err := w.comment(w.manager, models.CommentUpdate, u.ID, models.CommentDonor, "x"); !hasFault(err, "/audience") {
			t.Errorf("donors read comments on a draft: %v", err)
		}
		for _, to := range []models.UpdateStatus{models.UpdateSubmitted, models.UpdateAccepted} {
			u = sure(w.Updates.Step(w.ctx, w.manager, u.ID, u.Version, models.StepInput{To: string(to)}))(t)
		}
		sure(w.comment(w.manager, models.CommentUpdate, u.ID, models.CommentDonor, "accepted"))(t)
		if got := w.read(w.donorA, u.ID); !slices.Equal(got, []string{"accepted"}) {
			t.Errorf("the donor reads %q", got)
		}
		r := sure(w.Reports.Create(w.ctx, w.manager, models.ReportInput{OrganisationID: w.donorA.OrganisationID, AsOf: "2021-12-31",
			Title: "Report"}))(t)
		for _, to := range []models.CommentAudience{models.CommentPartner, models.CommentState} {
			if _, err := w.comment(w.manager, models.CommentReport, r.ID, to, "x"); !hasFault(err, "/audience") {
				t.Errorf("%s reads comments on a report: %v", to, err)
			}
		}
		c := sure(w.comment(w.donorA, models.CommentReport, r.ID, models.CommentDonor, "thanks"))(t)
		if got := w.read(w.donorB, r.ID); got != nil || c.Reference != r.Reference || c.AuthorName != w.donorA.Name {
			t.Errorf("another donor reads %q, and the comment is %+v", got, c)
		}
	})
}

func hasFault(err error, pointer string) bool {
	return slices.ContainsFunc(models.FieldsOf(err), func(f models.FieldError) bool { return f.Pointer == pointer })
}

// partner gives a user of the lead partner.
func (w *remWorld) partner(name string) models.Actor {
	w.t.Helper()
	u := remMake(w, w.a.Users, models.UserInput{Name: name, Email: strings.ToLower(name) + "@p1.example", Role: models.Partner,
		OrganisationID: w.org, Active: true})
	return models.Actor{UserID: u.ID, Name: u.Name, Email: u.Email, Role: models.Partner, OrganisationID: w.org, CanWrite: true}
}

// TestACommentStaysAfterFiveMinutes changes a comment at once, and later corrects it, once.
func TestACommentStaysAfterFiveMinutes(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		aigul := w.partner("Aigul")
		in := models.CommentInput{SubjectType: models.CommentActivity, SubjectID: w.activity.ID, Audience: models.CommentPartner,
			Body: "In Marhc"}
		c, err := w.a.Comments.Create(ctx, aigul, in)
		w.must(err)
		patch := func(as models.Actor, body string) error {
			_, err := w.a.Comments.Patch(ctx, as, c.ID, engine.AnyVersion, func(in *models.CommentInput) error {
				in.Body = body
				return nil
			})
			return err
		}
		w.wait(4 * time.Minute)
		w.must(patch(aigul, "In March"))
		other := aigul
		other.UserID = w.manager
		if err := patch(other, "x"); models.CodeOf(err) != models.Forbidden {
			t.Errorf("another person changes it: %v", err)
		}
		w.wait(2 * time.Minute)
		if err := patch(aigul, "x"); models.CodeOf(err) != models.Conflict {
			t.Errorf("after six minutes it is changed: %v", err)
		}
		in.Body, in.CorrectsID = "In April", c.ID
		further, err := w.a.Comments.Create(ctx, aigul, in)
		w.must(err)
		if _, err := w.a.Comments.Create(ctx, aigul, in); models.CodeOf(err) != models.Conflict {
			t.Errorf("it is corrected twice: %v", err)
		}
		in.Audience = models.CommentTeam
		if _, err := w.a.Comments.Create(ctx, engine.System(), in); !hasFault(err, "/corrects_id") {
			t.Errorf("another person corrects it: %v", err)
		}
		was, err := w.a.Comments.Get(ctx, aigul, c.ID)
		w.must(err)
		if was.Body != "In March" || was.CorrectedByID != further.ID {
			t.Errorf("the earlier one says %q and names %s", was.Body, was.CorrectedByID)
		}
		history, err := w.a.Activities.History(ctx, aigul, w.activity.ID, models.ListQuery{})
		w.must(err)
		var words []string
		for _, e := range history.Items {
			words = append(words, e.Words)
		}
		if all := strings.Join(words, "\n"); !strings.Contains(all,
			"Aigul (a partner) commented to the team and partners on 1 October 2021") ||
			!strings.Contains(all, "Aigul (a partner) corrected a comment to the team and partners") {
			t.Errorf("the history says %s", all)
		}
	})
}

// TestNewCommentsComeInTheDaysMail comments three times on an activity and once on a need that nobody else may read: the partner's
// focal point and the team hear of it in one line each, and none of the words is in a mail.
func TestNewCommentsComeInTheDaysMail(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		remMake(w, w.a.Rules, models.ReminderRuleInput{Code: "comment", Name: "Comment", Active: true, Watches: models.WatchComment,
			Ladder: []models.Rung{{To: []models.RecipientRole{models.RecipientResponsible}}}})
		w.contact("focal@p1.example", "focal_point")
		aigul := w.partner("Aigul")
		dana := models.Actor{UserID: w.manager, Name: "dana", Role: models.Manager, CanWrite: true}
		serik := w.user("serik@managers.example", models.Manager)
		need := remMake(w, w.a.Needs, models.NeedInput{MissionID: w.mission, Title: "Hidden title", Level: "operational", Kind: "training",
			ThemeCodes: []string{"marking"}, OwnerID: serik.ID})
		w.at("2021-11-02 15:00", "UTC") // a Tuesday
		say := func(by models.Actor, kind models.CommentSubject, of models.ID, to models.CommentAudience) {
			t.Helper()
			in := models.CommentInput{SubjectType: kind, SubjectID: of, Audience: to, Body: "Hidden words"}
			_, err := w.a.Comments.Create(ctx, by, in)
			w.must(err)
		}
		for range 3 {
			say(dana, models.CommentActivity, w.activity.ID, models.CommentPartner)
		}
		say(aigul, models.CommentActivity, w.activity.ID, models.CommentPartner)
		say(dana, models.CommentNeed, need.ID, models.CommentTeam)
		if n, err := w.a.ScanReminders(ctx, w.now()); err != nil || n > 0 {
			t.Fatalf("%d reminders of what can still be changed: %v", n, err)
		}
		w.at("2021-11-03 09:00", "UTC")
		_, err := w.a.ScanReminders(ctx, w.now())
		w.must(err)
		w.compose()
		mails := map[string]models.OutboxMail{}
		for _, m := range w.outbox() {
			if strings.Contains(m.Subject+m.TextBody+m.HTMLBody, "Hidden") {
				t.Errorf("the mail to %s says %s", m.Recipient, m.TextBody)
			}
			mails[m.Recipient] = m
		}
		focal := strings.Join(strings.Fields(mails["focal@p1.example"].TextBody), " ")
		if !strings.Contains(focal, "3 new comments") || strings.Count(focal, "new comment") > 2 {
			t.Errorf("the focal point is told %s", mails["focal@p1.example"].TextBody)
		}
		if m := mails["serik@managers.example"]; !strings.Contains(m.Subject+m.TextBody, need.Reference) {
			t.Errorf("the need's owner is told %s %s", m.Subject, m.TextBody)
		}
		if m, told := mails["dana@managers.example"]; !told || strings.Contains(m.TextBody, need.Reference) {
			t.Errorf("the team is told of the partner's comment and not of its own: %v %s", told, m.TextBody)
		}
		if n := w.compose(); n != 0 {
			t.Errorf("%d mails tell of it again", n)
		}
	})
}

// TestACommentIsMailedToThoseWhoMayReadIt has a focal point whose account is a donor's: it reads no comments to partners, so the
// coordinator is told of them in its place.
func TestACommentIsMailedToThoseWhoMayReadIt(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		remMake(w, w.a.Rules, models.ReminderRuleInput{Code: "comment", Name: "Comment", Active: true, Watches: models.WatchComment,
			Ladder: []models.Rung{{To: []models.RecipientRole{models.RecipientResponsible}}}})
		w.contact("focal@p1.example", "focal_point")
		w.contact("coordinator@p1.example", "coordinator")
		remMake(w, w.a.Users, models.UserInput{Name: "focal", Email: "focal@p1.example", Role: models.Donor, OrganisationID: w.org,
			Active: true})
		w.at("2021-11-02 15:00", "UTC")
		_, err := w.a.Comments.Create(ctx, models.Actor{UserID: w.manager, Name: "dana", Role: models.Manager, CanWrite: true},
			models.CommentInput{SubjectType: models.CommentActivity, SubjectID: w.activity.ID, Audience: models.CommentPartner,
				Body: "Words"})
		w.must(err)
		w.at("2021-11-03 09:00", "UTC")
		_, err = w.a.ScanReminders(ctx, w.now())
		w.must(err)
		w.compose()
		var told []string
		for _, m := range w.outbox() {
			told = append(told, m.Recipient)
		}
		if !slices.Equal(told, []string{"coordinator@p1.example"}) {
			t.Errorf("these are told: %v", told)
		}
	})
}

// TestTheStatesCommentMeetsTheClockOfTheDraft: on the mission or on a finding, the first one, until another draft is sent.
func TestTheStatesCommentMeetsTheClockOfTheDraft(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		step := func(to models.MissionStatus, on models.Date) {
			m := sure(w.Missions.Get(w.ctx, w.manager, w.missionKAZ.ID))(t)
			sure(w.Missions.Step(w.ctx, w.manager, m.ID, m.Version, models.StepInput{To: string(to), OnDate: on}))(t)
		}
		next := func(what string, answered models.Date, owner models.Role) {
			t.Helper()
			m := sure(w.Missions.Get(w.ctx, w.nationalKAZ, w.missionKAZ.ID))(t)
			if m.DraftAnsweredOn != answered || m.NextStep.Owner != owner {
				t.Errorf("%s: answered on %q, next %+v", what, m.DraftAnsweredOn, m.NextStep)
			}
		}
		for m := sure(w.Missions.Get(w.ctx, w.manager, w.missionKAZ.ID))(t); m.Status != models.MissionDraftSent; {
			step(map[models.MissionStatus]models.MissionStatus{models.MissionPlanned: models.MissionUnderWay,
				models.MissionUnderWay: models.MissionDrafting, models.MissionDrafting: models.MissionDraftSent}[m.Status], worldDay)
			m = sure(w.Missions.Get(w.ctx, w.manager, m.ID))(t)
		}
		next("before", "", models.National)
		sure(w.comment(w.manager, models.CommentMission, w.missionKAZ.ID, models.CommentState, "Please comment"))(t)
		next("after a manager's comment", "", models.National)
		sure(w.comment(w.nationalKAZ, models.CommentFinding, w.finding.ID, models.CommentState, "Paragraph 4 is out of date"))(t)
		next("after the State's comment", worldDay, models.Manager)
		step(models.MissionDrafting, worldDay)
		step(models.MissionDraftSent, worldDay)
		next("after another draft", "", models.National)
	})
}
