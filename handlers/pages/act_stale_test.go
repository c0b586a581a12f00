package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// late sends a form that was read earlier, with some fields filled in.
func (a acts) late(form url.Values, filled ...string) answer {
	a.Helper()
	for i := 0; i < len(filled); i += 2 {
		form.Set(filled[i], filled[i+1])
	}
	return a.w.BrowseAs(a.T, a.who, http.MethodPost, a.path, form)
}

// entry records a consent of donors to a need, until some days after the world began; 0 is without an end.
func entry(w *world, name, need string, extent models.Extent, days int) *models.Consent {
	in := models.ConsentInput{SubjectType: models.SubjectNeed, SubjectID: w.IDs[need], Extent: extent, Audience: models.AudienceDonors,
		Instrument: "Note 1", GivenOn: "2026-01-10"}
	if days > 0 {
		ends := handlerstest.WorldStart.Add(time.Duration(days) * 24 * time.Hour)
		in.ExpiresAt = &ends
	}
	return handlerstest.Create(w, name, w.App.Consents, in)
}

// TestARenewalOpensNothingAgain holds that a form read before a consent was withdrawn or replaced does not bring it back, and that its
// page says what holds.
func TestARenewalOpensNothingAgain(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		count := func() int { return len(w.Collect(t, "kaz", "/consents")) }
		entries := func(want int) {
			t.Helper()
			if got := count(); got != want {
				t.Errorf("the ledger has %d entries, not %d", got, want)
			}
		}
		offers := func(page acts, words string) {
			t.Helper()
			got := page.read()
			handlerstest.WantText(t, got, 200, words)
			if strings.Contains(string(got.Body), `value="renew"`) {
				t.Errorf("%s offers a renewal", page.path)
			}
		}
		renewal := []string{"until", "31 March 2027", "instrument", "Note 2"}

		began := count()
		c := entry(w, "withdrawn", "open_need", models.ExtentFull, 20)
		page := at(t, w, "kaz", "consent", "withdrawn")
		form := actForm(t, page.read(), "renew")
		if _, err := w.App.WithdrawConsent(w.Ctx, engine.System(), c.ID, c.Version, models.WithdrawInput{Reason: "Enough"}); err != nil {
			t.Fatal(err)
		}
		handlerstest.WantText(t, page.late(form, renewal...), 409, "Somebody changed this meanwhile")
		form.Set("version", "2")
		handlerstest.WantText(t, page.late(form, renewal...), 409, "This consent was withdrawn")
		offers(page, "and opens nothing")
		entries(began + 1)

		entry(w, "wide", "referred need", models.ExtentFull, 20)
		page = at(t, w, "kaz", "consent", "wide")
		form = actForm(t, page.read(), "renew")
		entry(w, "narrow", "referred need", models.ExtentNone, 0)
		handlerstest.WantText(t, page.late(form, renewal...), 409, "A later entry")
		offers(page, "holds in its place: nothing is shared")
		entries(began + 3)

		endless := at(t, w, "kaz", "consent", "narrow")
		handlerstest.WantText(t, endless.late(url.Values{"act": {"renew"}, "version": {"1"}}, renewal...), 409, "has no end")

		entry(w, "twice", "met need", models.ExtentFull, 20)
		page = at(t, w, "kaz", "consent", "twice")
		form = actForm(t, page.read(), "renew")
		for range 2 { // a double click
			page.late(form, renewal...).Want(t, 303)
		}
		offers(page, "holds in its place: all is shared")
		entries(began + 5)
		form.Set("version", "-1")
		handlerstest.WantText(t, page.late(form), 400, "not whole")
	})
}

// TestAReportKeepsThePeriodThatWasShown holds that words are never filed under another period than their writer read.
func TestAReportKeepsThePeriodThatWasShown(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		handlerstest.TakeSteps(w, w.App.Projects, "project", handlerstest.To(models.ActivityImplementation))
		w.Do(t, call{As: "manager", Method: http.MethodPatch, Path: "/projects/" + string(w.IDs["project"]), Body: `{"reporting_months":3}`,
			Header: map[string]string{"If-Match": w.Tag(t, "/api/v1/projects/"+string(w.IDs["project"]))}}).Want(t, 200)
		page := at(t, w, "partner1", "project", "project")
		first := actForm(t, page.read(), "report")
		second := actForm(t, page.read(), "report")
		page.late(first, "answer", "news", "words", "The first desk works").Want(t, 303)
		handlerstest.WantText(t, page.late(second, "answer", "news", "words", "The second, too"), 409, "The period that is owed is another",
			"The second, too")
		page.done("report", "answer", "news", "words", "The second, too")
	})
}

// TestAReportIsIssuedOnce for a deadline, though two managers have the form open.
func TestAReportIsIssuedOnce(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		handlerstest.Create(w, "past", w.App.ReportDeadlines, models.ReportDeadlineInput{OrganisationID: w.IDs["donorB"],
			Agreement: "Agreement of the year", CoversTo: "2026-11-20", DueOn: "2027-01-31"})
		page := at(t, w, "manager", "report_deadline", "past")
		first, second := actForm(t, page.read(), "issue"), actForm(t, page.read(), "issue")
		before := len(w.Collect(t, "manager", "/reports"))
		stale := actForm(t, page.read(), "issue")
		handlerstest.WantText(t, page.late(stale, "version", "99", "title", "The year"), 409, "Somebody changed this meanwhile")
		for range 2 { // a double click
			page.late(first, "title", "The year").Want(t, 303)
		}
		handlerstest.WantText(t, page.late(second, "title", "The same year"), 409, "This report was issued on")
		if after := len(w.Collect(t, "manager", "/reports")); after != before+1 {
			t.Errorf("%d reports were issued", after-before)
		}
	})
}

// TestANeedIsProposedAsItWasShown holds that a need is put before a partner only as its sender read it, and with what partners could read.
func TestANeedIsProposedAsItWasShown(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		handlerstest.TakeSteps(w, w.App.Needs, "shared need", handlerstest.To(models.NeedAgreed), handlerstest.To(models.NeedPrioritized))
		page := at(t, w, "manager", "need", "shared need")
		to := []string{"organisation", string(w.IDs["partner2"])}
		form := actForm(t, page.read(), "refer")
		form.Set("version", "99")
		handlerstest.WantText(t, page.late(form, to...), 409, "Somebody changed this meanwhile")
		form = actForm(t, page.read(), "refer")
		handlerstest.Create(w, "to partners", w.App.Consents, models.ConsentInput{SubjectType: models.SubjectNeed,
			SubjectID: w.IDs["shared need"], Extent: models.ExtentFull, Audience: models.AudiencePartners, Instrument: "Note 1",
			GivenOn: "2026-01-10"})
		handlerstest.WantText(t, page.late(form, to...), 409, "What partners read of this need has changed")
		form = actForm(t, page.read(), "refer")
		for range 2 { // a double click
			page.late(form, to...).Want(t, 303)
		}
	})
}
