package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// actForm gives the hidden fields of the form of an act on a page, as the browser would send them.
func actForm(t *testing.T, page answer, do string) url.Values {
	t.Helper()
	for _, form := range regexp.MustCompile(`(?s)<form class="stack".*?</form>`).FindAllString(string(page.Body), -1) {
		sent := url.Values{}
		for _, m := range regexp.MustCompile(`type="hidden" name="([a-z_]+)" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
			sent.Set(m[1], m[2])
		}
		if sent.Get("act") == do {
			return sent
		}
	}
	t.Fatalf("%s has no form to %s: %s", page.Path, do, said(page))
	return nil
}

// said is what the main part of a page says, without its tags.
func said(page answer) string {
	_, main, _ := strings.Cut(string(page.Body), "<main")
	main, _, _ = strings.Cut(main, "</main>")
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(main, " ")), " ")
}

// acts are the pages of one reader.
type acts struct {
	*testing.T
	w    *world
	who  string
	path string
}

func (a acts) read() answer { return a.w.BrowseAs(a.T, a.who, http.MethodGet, a.path, nil) }

// send fills in the form of an act as it stands on the page, and sends it.
func (a acts) send(do string, filled ...string) answer {
	a.Helper()
	form := actForm(a.T, a.read(), do)
	for i := 0; i < len(filled); i += 2 {
		form.Set(filled[i], filled[i+1])
	}
	return a.w.BrowseAs(a.T, a.who, http.MethodPost, a.path, form)
}

// done holds that a form was taken.
func (a acts) done(do string, filled ...string) {
	a.Helper()
	got := a.send(do, filled...)
	if got.Status != http.StatusSeeOther || got.Header.Get("Location") != "/reminders?done=1" {
		a.Errorf("%s by %s at %s answered %d to %s: %s", do, a.who, a.path, got.Status, got.Header.Get("Location"), said(got))
	}
}

// refused holds that a form comes back with some words.
func (a acts) refused(do string, status int, words []string, filled ...string) {
	a.Helper()
	handlerstest.WantText(a.T, a.send(do, filled...), status, append(words, "There is a problem")...)
}

// hidden holds that others find nothing there, neither to read nor to do.
func (a acts) hidden(do string, others ...string) {
	a.Helper()
	form := actForm(a.T, a.read(), do)
	for _, other := range others {
		handlerstest.WantText(a.T, a.w.BrowseAs(a.T, other, http.MethodGet, a.path, nil), 404, "You cannot see this page")
		handlerstest.WantText(a.T, a.w.BrowseAs(a.T, other, http.MethodPost, a.path, form), 404, "You cannot see this page")
	}
}

func at(t *testing.T, w *world, who, noun, name string) acts {
	t.Helper()
	return acts{t, w, who, "/reminders/" + noun + "/" + string(w.IDs[name])}
}

// field gives a field of an object, as a manager reads it.
func field(t *testing.T, w *world, path, name, key string) any {
	t.Helper()
	return w.Get(t, path, name)[key]
}

// TestAStateAnswers walks over what a State is asked: to consent, to agree, to rank, to say what was met; each by its form.
func TestAStateAnswers(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		asked := at(t, w, "kaz", "consent_request", "consent_request")
		asked.hidden("consent", "kgz", "partner1", "donorA")
		handlerstest.WantText(t, asked.read(), 200, "Consent is asked for donors", "Who would read it today", "silence is consent")
		asked.refused("consent", 422, []string{"Choose an answer"}, "reason", "Typed <words>", "answer", "")
		asked.refused("consent", 422, []string{"Name the document", `value="partial" checked`}, "answer", "partial")
		asked.refused("consent", 422, []string{"Say why"}, "answer", "refuse")
		stale := actForm(t, asked.read(), "consent")
		stale.Set("version", "99")
		stale.Set("answer", "partial")
		stale.Set("instrument", "Note 12")
		handlerstest.WantText(t, w.BrowseAs(t, "kaz", http.MethodPost, asked.path, stale), 409, "Somebody changed this meanwhile",
			`value="Note 12"`)
		twice := actForm(t, asked.read(), "consent")
		twice.Set("answer", "refuse")
		twice.Set("reason", "The text is not ready")
		for range 2 { // a double click
			w.BrowseAs(t, "kaz", http.MethodPost, asked.path, twice).Want(t, 303)
		}
		twice.Set("reason", "Another reason")
		handlerstest.WantText(t, w.BrowseAs(t, "kaz", http.MethodPost, asked.path, twice), 409)
		if got := field(t, w, "consent-requests", "consent_request", "answer_reason"); got != "The text is not ready" {
			t.Errorf("the reason is %v", got)
		}

		ranked := at(t, w, "kaz", "ranking", "ranking")
		ranked.hidden("rank", "kgz", "partner1", "donorA")
		ranked.refused("rank", 422, []string{"Say why"}, "answer", "decline")
		ranked.done("rank", "answer", "comment", "reason", "May we see the weights?")
		ranked.done("rank", "answer", "agree")
		if got := field(t, w, "rankings", "ranking", "status"); got != "agreed" {
			t.Errorf("the ranking is %v", got)
		}

		met := at(t, w, "kaz", "need", "met need")
		met.hidden("met", "kgz")
		met.refused("met", 422, []string{"Say why"}, "answer", "partly_met")
		met.done("met", "answer", "partly_met", "reason", "Two of four desks work")
		if got := field(t, w, "needs", "met need", "state_answer"); got != "partly_met" {
			t.Errorf("the answer is %v", got)
		}
		handlerstest.WantText(t, at(t, w, "kaz", "mission", "mission").read(), 200, "May we see the weights?")
	})
}

// TestAStateAgreesToSeveralNeeds in one request, declines and comments; a need that has moved on is told and the others are done.
func TestAStateAgreesToSeveralNeeds(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, name := range []string{"new 1", "new 2", "new 3"} {
			handlerstest.Create(w, name, w.App.Needs, models.NeedInput{MissionID: w.IDs["mission"], Title: name,
				Level: models.LevelOperational, Kind: models.KindTraining, ThemeCodes: []string{"marking"}})
		}
		mission := at(t, w, "kaz", "mission", "mission")
		mission.hidden("agree", "kgz", "partner1")
		mission.refused("agree", 422, []string{"Choose at least one need", "Choose an answer"})
		choose := func(answer, reason string, names ...string) answerOf {
			form := actForm(t, mission.read(), "agree")
			for _, name := range names {
				form.Add("needs", string(w.IDs[name]))
			}
			form.Set("answer", answer)
			form.Set("reason", reason)
			return answerOf{w.BrowseAs(t, "kaz", http.MethodPost, mission.path, form), form}
		}
		choose("comment", "What would it cost?", "new 1", "new 2").Want(t, 303)
		handlerstest.WantText(t, at(t, w, "kaz", "need", "new 2").read(), 200, "What would it cost?")
		handlerstest.WantText(t, choose("decline", "", "new 3").Answer, 422, "Say why", "checked")
		choose("decline", "We have it", "new 3").Want(t, 303)
		both := choose("agree", "", "new 1")
		both.Want(t, 303)
		both.form.Add("needs", string(w.IDs["new 2"]))
		handlerstest.WantText(t, w.BrowseAs(t, "kaz", http.MethodPost, mission.path, both.form), 422, "was left out; the others are done")
		for name, want := range map[string]string{"new 1": "agreed", "new 2": "agreed", "new 3": "declined"} {
			if got := field(t, w, "needs", name, "status"); got != want {
				t.Errorf("%s is %v", name, got)
			}
		}
	})
}

// answerOf is an answer with the form that it answers.
type answerOf struct {
	handlerstest.Answer
	form url.Values
}

// TestPartnersAnswer walks over what partners and donors are asked.
func TestPartnersAnswer(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		proposed := at(t, w, "partner1", "referral", "referral")
		proposed.hidden("reply", "partner2", "donorA", "kgz")
		handlerstest.WantText(t, proposed.read(), 200, "A need stands behind this", "until the State consents")
		proposed.refused("reply", 422, []string{"Say why"}, "answer", "declined")
		proposed.done("reply", "answer", "accepted")
		if got := field(t, w, "referrals", "referral", "status"); got != "accepted" {
			t.Errorf("the referral is %v", got)
		}
		handlerstest.WantText(t, at(t, w, "kaz", "referral", "referral of donorB").read(), 200, "Choose this proposal", "It reads only",
			"The other proposals for this need are withdrawn")
		at(t, w, "manager", "referral", "referral of donorB").done("note", "answer", "withdrawn", "reason", "A slip")

		activity := at(t, w, "partner1", "activity", "activity")
		form := activity.send("write").Want(t, 303).Header.Get("Location")
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, form, nil), 200, "How is it going?")
		w.Browse(t, http.MethodPost, form, url.Values{"token": {"t"}, "act": {"send"}, "health": {"at_risk"},
			"narrative": {"Two of four"}, "d-" + string(w.IDs["milestone"]): {"30 June 2027"}}).Want(t, 303)

		waits := func(who string, words ...string) {
			t.Helper()
			handlerstest.WantText(t, w.BrowseAs(t, who, http.MethodGet, "/reminders", nil), 200, words...)
		}
		waits("manager", "An update waits for your review", "Another date is asked for", "#review", "#date")
		review := at(t, w, "manager", "activity", "activity")
		handlerstest.WantText(t, review.read(), 200, "Two of four", "asked for 30 June 2027")
		review.refused("date", 422, []string{"Say why"}, "answer", "keep")
		review.done("date", "answer", "accept")
		if got := field(t, w, "milestones", "milestone", "due_on"); got != "2027-06-30" {
			t.Errorf("it is due on %v", got)
		}
		review.refused("review", 422, []string{"Say why"}, "answer", "returned")
		review.done("review", "answer", "returned", "reason", "Which two?")
		waits("partner1", "Your update came back with a question", "#resend")
		handlerstest.WantText(t, activity.read(), 200, "Which two?", "Two of four</textarea>")
		back := regexp.MustCompile(`href="(/reminders/update/[^#]*)#resend"`).FindSubmatch(w.BrowseAs(t, "partner1", http.MethodGet,
			"/reminders", nil).Body)
		returned := acts{t, w, "partner1", string(back[1])}
		handlerstest.WantText(t, w.BrowseAs(t, "partner2", http.MethodGet, returned.path, nil), 404)
		milestone := string(w.IDs["milestone"])
		handlerstest.WantText(t, returned.read(), 200, `value="2027-06-30"`, "Which are delivered?")
		returned.refused("resend", 422, []string{"Give a new date or tick that it is delivered, not both"}, "words", "The two",
			"d-"+milestone, "31 July 2027", "delivered", milestone)
		returned.refused("resend", 422, []string{"Give a day, such as"}, "words", "The two", "d-"+milestone, "soon")
		returned.done("resend", "words", "The two in the south", "d-"+milestone, "31 July 2027")
		review.done("review", "answer", "accepted")
		if got := field(t, w, "milestones", "milestone", "due_on"); got != "2027-07-31" {
			t.Errorf("by the corrected update it is due on %v", got)
		}
		if strings.Contains(string(review.read().Body), "The two in the south") {
			t.Error("what was accepted waits still")
		}
		review.done("ask")
		project := at(t, w, "partner1", "project", "project")
		handlerstest.WantText(t, project.read(), 200, "Its activities", "/reminders/activity/"+string(w.IDs["activity"]))
		handlerstest.WantText(t, at(t, w, "partner2", "project", "project").read(), 404)
	})
}

// TestManagersDecide walks over what managers decide: proposals, dates, needs without a partner, reports.
func TestManagersDecide(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		at(t, w, "partner1", "referral", "referral").done("reply", "answer", "accepted")
		proposal := at(t, w, "manager", "need", "referred need")
		proposal.hidden("decide", "partner1", "kgz")
		proposal.refused("decide", 422, []string{"Say why"}, "answer", "refuse")
		proposal.done("decide", "answer", "refuse", "reason", "The State has not seen it")

		handlerstest.TakeSteps(w, w.App.Needs, "shared need", handlerstest.To(models.NeedAgreed))
		alone := at(t, w, "manager", "need", "shared need")
		handlerstest.WantText(t, alone.read(), 200, "It reads only that there is a need", "It is not prioritized yet")
		alone.refused("refer", 422, []string{"Choose an organization"})
		alone.done("refer", "organisation", string(w.IDs["partner2"]), "words", "You know the desk")
		if got := field(t, w, "needs", "shared need", "status"); got != "referred" {
			t.Errorf("the need is %v", got)
		}
		handlerstest.WantText(t, alone.read(), 200, "Comment")
		alone.refused("comment", 422, []string{"Choose who reads it"}, "comment", "Said")
		alone.done("comment", "comment", "Said", "audience", "state")
		handlerstest.WantText(t, at(t, w, "kaz", "need", "shared need").read(), 200, "Said")

		due := at(t, w, "manager", "report_deadline", "report_deadline")
		due.hidden("issue", "donorB", "kaz")
		due.done("issue", "title", "The year")
		if got := field(t, w, "report-deadlines", "report_deadline", "met_on"); got != "2026-11-23" {
			t.Errorf("a report that was issued before the day that it covers leaves its deadline met on %v", got)
		}

		sent := at(t, w, "manager", "mission", "reported")
		sent.refused("clock", 422, []string{"Give a day, such as", "Say why"}, "answer", "met")
		sent.refused("clock", 422, []string{"Give a day on or after"}, "answer", "met", "on", "20 Nov 2026", "reason", "By letter")
		sent.done("clock", "answer", "met", "on", "23 Nov 2026", "reason", "By letter")
		if strings.Contains(string(sent.read().Body), `value="clock"`) {
			t.Error("the clock runs still")
		}
		handlerstest.WantText(t, at(t, w, "manager", "ranking", "ranking").read(), 200, "Take the ranking back")
		at(t, w, "manager", "ranking", "ranking").done("take_back", "reason", "Two scores are missing")
	})
}

// TestAPartnerReportsOnItsProject sends the report on the period that its cycle owes; others see its activities alone.
func TestAPartnerReportsOnItsProject(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		handlerstest.TakeSteps(w, w.App.Projects, "project", handlerstest.To(models.ActivityImplementation))
		p := w.Get(t, "projects", "project")
		w.Do(t, call{As: "manager", Method: http.MethodPatch, Path: "/projects/" + string(w.IDs["project"]), Body: `{"reporting_months":3}`,
			Header: map[string]string{"If-Match": w.Tag(t, "/api/v1/projects/"+string(p.ID()))}}).Want(t, 200)
		missed := func() []any {
			all, _ := field(t, w, "projects", "project", "missed_periods").([]any)
			return all
		}
		before := len(missed())
		if before == 0 {
			t.Fatal("no period is owed, so that this proves nothing")
		}
		report := at(t, w, "partner1", "project", "project")
		report.hidden("report", "partner2")
		report.refused("report", 422, []string{"Choose an answer"}, "answer", "")
		report.refused("report", 422, []string{"Say what there is to tell"}, "answer", "news")
		form := actForm(t, report.read(), "report")
		form.Set("answer", "news")
		form.Set("words", "The first desk works")
		for range 2 { // a double click
			w.BrowseAs(t, "partner1", http.MethodPost, report.path, form).Want(t, 303)
		}
		if after := len(missed()); after != before-1 {
			t.Errorf("%d periods were owed, and %d are", before, after)
		}
		if strings.Contains(string(at(t, w, "manager", "project", "project").read().Body), `value="report"`) {
			t.Error("a manager reports on another's project")
		}
	})
}

// TestAStateRenewsAConsent until the end of a later day, as its own calendar has it.
func TestAStateRenewsAConsent(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		ends := handlerstest.WorldStart.AddDate(0, 0, 20)
		handlerstest.Create(w, "ending", w.App.Consents, models.ConsentInput{SubjectType: models.SubjectNeed, SubjectID: w.IDs["open_need"],
			Extent: models.ExtentFull, Audience: models.AudienceDonors, Instrument: "Note 1", GivenOn: "2026-01-10", ExpiresAt: &ends})
		renewal := at(t, w, "kaz", "consent", "ending")
		renewal.hidden("renew", "kgz", "partner1", "donorA")
		renewal.refused("renew", 422, []string{"Give a day, such as", "Name the document"})
		renewal.refused("renew", 422, []string{"Give a date after"}, "until", "1 December 2026", "instrument", "Note 2")
		renewal.done("renew", "until", "31 March 2027", "instrument", "Note 2")
		var entries struct{ Items []models.Consent }
		w.Do(t, call{As: "kaz", Path: "/consents?subject_id=" + string(w.IDs["open_need"])}).JSON(t, &entries)
		if len(entries.Items) != 2 || entries.Items[0].ExpiresAt.Format("2006-01-02 15:04") != "2027-03-31 19:00" {
			t.Errorf("the ledger has %+v", entries.Items)
		}
	})
}
