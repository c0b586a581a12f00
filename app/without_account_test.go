package app_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"qadam/app/updatelink"
	"qadam/models"
)

// TestWhoDoesNotSignInIsLedToTheForm, and never to a page that wants a sign-in: by the mails about an activity, a project, a comment and an
// update that came back; where there is no form, the mail leads nowhere.
func TestWhoDoesNotSignInIsLedToTheForm(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx, focal := context.Background(), w.contact("focal@p1.example", "focal_point")
		w.shippedRules()
		leads := func(what string, form bool) {
			t.Helper()
			m := w.last(focal.Email)
			if strings.Contains(m.TextBody+m.HTMLBody, "/reminders") || strings.Contains(m.TextBody, "/u/link-") != form {
				t.Errorf("the mail about %s leads there: %s", what, m.TextBody)
			}
		}
		n := w.prioritized("")
		r := remMake(w, w.a.Referrals, models.ReferralInput{NeedID: n.ID, OrganisationID: w.org, Purpose: models.PurposeDeliver})
		w.expect("the referral", w.hearsAtOnce(focal.Email), "Answer due: P1")
		leads("a referral", false)
		remStep(w, w.a.Referrals, r.ID, models.StepInput{To: "withdrawn", Reason: "Another"})

		_, err := w.a.Comments.Create(ctx, w.asManager(), models.CommentInput{SubjectType: models.CommentActivity, SubjectID: w.activity.ID,
			Audience: models.CommentPartner, Body: "How is it?"})
		w.must(err)
		w.wait(10 * time.Minute)
		w.expect("the comment", w.hears(focal.Email), "New comment: "+w.activity.Reference)
		leads("a comment", true)

		remPatch(w, w.a.Projects, w.project.ID, func(in *models.ProjectInput) { in.ReportingMonths = 3 })
		remStep(w, w.a.Projects, w.project.ID, models.StepInput{To: "implementation", OnDate: "2021-06-01"})
		remStep(w, w.a.Activities, w.activity.ID, models.StepInput{To: "implementation", OnDate: "2021-10-01"})
		w.turnTo("2021-12-02")
		if got := w.hears(focal.Email); len(got) == 0 {
			t.Error("of the project's period nothing is heard")
		}
		leads("a project", true)

		address, err := w.a.UpdateAddress(ctx, models.UpdateLinkInput{ActivityID: w.activity.ID, ContactID: focal.ID})
		w.must(err)
		_, err = w.a.AnswerUpdateLink(ctx, address[strings.LastIndex(address, "/")+1:],
			func(*updatelink.Page) (updatelink.Answer, error) {
				return updatelink.Answer{Health: "on_track", Narrative: "Done"}, nil
			})
		w.must(err)
		sent := remAll(w, w.a.Updates.List)[0]
		_, err = w.a.Updates.Step(ctx, w.asManager(), sent.ID, sent.Version, models.StepInput{To: "returned", Reason: "How many women?"})
		w.must(err)
		if m := w.last(focal.Email); m.Subject != "Please correct your update: "+w.activity.Reference {
			t.Errorf("the last mail is %s", m.Subject)
		}
		leads("an update that came back", true)
	})
}
