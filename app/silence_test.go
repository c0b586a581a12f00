package app_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

func instant(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return at
}

// ask asks for consent; a silence procedure begins at once, as if the State's mail had been taken.
func (w *ledgerWorld) ask(id models.ID, extent models.Extent, procedure models.Procedure) *models.ConsentRequest {
	w.t.Helper()
	in := models.ConsentRequestInput{SubjectType: "need", SubjectID: id, Extent: extent, Audience: models.AudienceDonors,
		Procedure: procedure}
	r := sure(w.ConsentRequests.Create(w.ctx, w.manager, in))(w.t)
	if err := w.BeginSilence(w.ctx, r.ID); err != nil {
		w.t.Fatal(err)
	}
	return sure(w.ConsentRequests.Get(w.ctx, w.manager, r.ID))(w.t)
}

func (w *ledgerWorld) calendar() *models.Calendar {
	w.t.Helper()
	return sure(
		w.Calendars.Create(
			w.ctx,
			engine.System(),
			models.CalendarInput{CountryCode: "KAZ", TimeZone: "Asia/Almaty", Weekend: []models.Weekday{"saturday", "sunday"},
				Source: "Fiction", Days: []models.CalendarDay{{OnDate: "2022-01-14", Source: "Fiction"},
					{OnDate: "2022-01-15", Working: true, Source: "Fiction"}}},
		),
	)(
		w.t,
	)
}

// Silence is consent at the end of the fifth working day in the State's zone: over a weekend, a day off and a Saturday that is
// worked. It holds from the instant itself; no job is needed.
func TestSilenceIsConsentAtTheInstant(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		w.calendar()
		for _, x := range []struct {
			need         int
			asked, takes string
		}{
			{4, "2022-01-11T05:00:00Z", "2022-01-18T18:00:00Z"}, // Tuesday; counts 12, 13, 15, 17 and 18
			{3, "2022-01-11T19:00:00Z", "2022-01-19T18:00:00Z"}, // already Wednesday in Almaty
		} {
			id, takes := w.needs[x.need].ID, instant(x.takes)
			w.now = instant(x.asked)
			r := w.ask(id, models.ExtentPartial, "silence")
			if r.Status != "asked" || r.SilenceDays != 5 || !r.TakesEffectAt.Equal(takes) || r.NextStep.Owner != models.National ||
				r.NextStep.Due != models.DateOf(takes.In(time.FixedZone("", 6*3600)).Add(-1)) {
				t.Errorf("the request is %+v", r)
			}
			w.wants(id, "none", "none")
			if _, err := w.ConsentRequests.Create(w.ctx, w.manager, r.ConsentRequestInput); models.CodeOf(err) != models.Conflict {
				t.Errorf("it is asked for twice: %v", err)
			}
			w.now = takes.Add(-tick)
			w.wants(id, "none", "none")
			w.now = takes
			w.wants(id, "none", "partial")
			if r = sure(w.ConsentRequests.Get(w.ctx, w.nationalKAZ, r.ID))(t); r.Status != "given" || !r.AnsweredAt.Equal(takes) ||
				r.NextStep.Action != "" {
				t.Errorf("afterwards the request is %+v", r)
			}
			w.ask(id, models.ExtentFull, "answer") // there is room for another one
		}
	})
}

// A calendar that changes moves what runs, never into the past or the day itself, and leaves alone what has taken effect.
func TestChangedCalendarMovesSilence(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		calendar := w.calendar()
		w.now = instant("2022-01-03T05:00:00Z")
		done := w.ask(w.needs[3].ID, models.ExtentPartial, "silence") // until the 10th
		w.now = instant("2022-01-11T05:00:00Z")
		r := w.ask(w.needs[4].ID, models.ExtentPartial, "silence")
		for _, step := range []struct {
			now, ends string
			days      []models.CalendarDay
		}{
			{"2022-01-12T05:00:00Z", "2022-01-19T18:00:00Z", []models.CalendarDay{{OnDate: "2022-01-14", Source: "-"},
				{OnDate: "2022-01-15", Working: true, Source: "-"}, {OnDate: "2022-01-17", Source: "-"}}},
			{"2022-01-18T19:00:00Z", "2022-01-19T18:00:00Z", nil}, // had ended on the 18th: now with the day itself, the 19th in Almaty
		} {
			w.now = instant(step.now)
			calendar = sure(
				w.Calendars.Patch(
					w.ctx,
					engine.System(),
					calendar.ID,
					calendar.Version,
					func(in *models.CalendarInput) error { in.Days = step.days; return nil },
				),
			)(
				t,
			)
			got := sure(w.ConsentRequests.Get(w.ctx, w.manager, r.ID))(t)
			c := sure(w.Consents.Get(w.ctx, w.manager, r.ConsentID))(t)
			if want := instant(step.ends); !got.TakesEffectAt.Equal(want) || !c.EffectiveFrom.Equal(want) ||
				c.State != models.ConsentSilence {
				t.Errorf("it ends at %s and %s, not at %s", got.TakesEffectAt, c.EffectiveFrom, want)
			}
		}
		if c := sure(w.Consents.Get(w.ctx, w.manager, done.ConsentID))(t); !c.EffectiveFrom.Equal(*done.TakesEffectAt) {
			t.Errorf("what had taken effect was moved to %s", c.EffectiveFrom)
		}
	})
}

// An objection before the end stops it for good; one after it is a withdrawal. Who, when and why is kept.
func TestObjection(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		object := func(id models.ID) *models.Consent {
			c := sure(w.Consents.Get(w.ctx, w.nationalKAZ, id))(t)
			return sure(w.ObjectConsent(w.ctx, w.nationalKAZ, c.ID, c.Version, models.WithdrawInput{Reason: "It names sites"}))(t)
		}
		before, after := w.ask(w.needs[4].ID, models.ExtentFull, "silence"), w.ask(w.needs[3].ID, models.ExtentFull, "silence")
		takes := *before.TakesEffectAt
		w.now = takes.Add(-tick)
		c := object(before.ConsentID)
		if c.State != models.ConsentObjected || !c.ObjectedAt.Equal(w.now) || c.ObjectionReason != "It names sites" ||
			c.EndedByName != w.nationalKAZ.Name ||
			c.EndedBy != w.nationalKAZ.UserID {
			t.Errorf("the entry is %+v", c)
		}
		if r := sure(w.ConsentRequests.Get(w.ctx, w.manager, before.ID))(t); r.Status != "refused" ||
			r.AnsweredByName != w.nationalKAZ.Name ||
			r.AnswerReason != "It names sites" {
			t.Errorf("the request is %+v", r)
		}
		w.now = takes
		w.wants(w.needs[4].ID, "none", "none")
		w.wants(w.needs[3].ID, "none", "full")
		if c := object(after.ConsentID); c.State != models.ConsentWithdrawn || !c.WithdrawnAt.Equal(w.now) ||
			c.WithdrawnReason != "It names sites" {
			t.Errorf("the entry is %+v", c)
		}
		w.wants(w.needs[3].ID, "none", "none")
		if _, err := w.ObjectConsent(w.ctx, w.nationalKAZ, after.ConsentID, 2, models.WithdrawInput{Reason: "Again"}); models.CodeOf(
			err,
		) != models.Conflict {
			t.Errorf("it is ended twice: %v", err)
		}
	})
}

// Once the State has spoken, silence means nothing: an answer, a no, or a withdrawal stops what would open by itself.
func TestTheStatesWordEndsSilence(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		later := models.AddMonths(w.now, 1)
		answered, refused, cancelled := w.ask(
			w.needs[4].ID,
			models.ExtentFull,
			"silence",
		), w.ask(
			w.needs[3].ID,
			models.ExtentFull,
			"silence",
		), w.ask(
			w.needs[5].ID,
			models.ExtentFull,
			"silence",
		)
		if _, err := w.AnswerRequest(w.ctx, w.nationalKGZ, answered.ID, answered.Version,
			models.AnswerInput{Answer: "refuse", Reason: "Not ours"}); models.CodeOf(
			err,
		) != models.NotFound {
			t.Errorf("another State answers: %v", err)
		}
		r := sure(
			w.AnswerRequest(
				w.ctx,
				w.nationalKAZ,
				answered.ID,
				answered.Version,
				models.AnswerInput{Answer: "give", Extent: "partial", Instrument: "Note verbale 2"},
			),
		)(
			t,
		)
		if c := sure(w.Consents.Get(w.ctx, w.manager, r.ConsentID))(t); r.Status != "given" || c.Extent != "partial" ||
			c.RequestID != r.ID ||
			c.ID == answered.ConsentID {
			t.Errorf("answered: %+v %+v", r, c)
		}
		if r := sure(w.AnswerRequest(w.ctx, w.nationalKAZ, refused.ID, refused.Version,
			models.AnswerInput{Answer: "refuse", Reason: "No"}))(t); r.Status != "refused" {
			t.Errorf("refused: %+v", r)
		}
		if r := sure(w.CancelRequest(w.ctx, w.manager, cancelled.ID, cancelled.Version,
			models.WithdrawInput{Reason: "By mistake"}))(t); r.Status != "cancelled" {
			t.Errorf("cancelled: %+v", r)
		}
		// What the mission's consent opened is closed; the silence that would open one of its needs is stopped with it.
		m := w.give(entry("mission", w.missionKAZ.ID, models.ExtentPartial, models.AudienceDonors))
		w.now = w.now.Add(time.Second)
		running := w.ask(w.needs[1].ID, models.ExtentFull, "silence")
		w.withdraw(m)
		if c := sure(w.Consents.Get(w.ctx, w.manager, running.ConsentID))(t); c.State != models.ConsentWithdrawn {
			t.Errorf("the silence runs on: %+v", c)
		}
		w.now = later
		w.wants(w.needs[4].ID, "none", "partial")
		w.wants(w.needs[3].ID, "none", "none")
		if got := w.open(w.donorA, w.needs[5].ID); got != "none" {
			t.Errorf("what was cancelled is open: %s", got)
		}
	})
}

// The explanation says it in words, in the State's time.
func TestConsentInWords(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		until := instant("2022-12-31T18:00:00Z") // midnight in Almaty
		in := entry("need", w.needs[4].ID, models.ExtentPartial, models.AudienceDonors)
		in.Instrument, in.ExpiresAt = "Note verbale 12/21", &until
		c := w.give(in)
		w.give(entry("mission", w.missionKAZ.ID, models.ExtentFull, models.AudiencePartners))
		w.now = w.now.Add(time.Minute)
		e := sure(w.ExplainNeed(w.ctx, w.manager, w.needs[4].ID))(t)
		want := "Shared in full with partners since 10 January 2022, note verbale 1 on the mission. " +
			"Summary shared with donors since 10 January 2022, note verbale 12/21, until 31 December 2022. Not shared with the public: " +
			"the State has given no consent."
		if e.Words != want || e.State != "shared" || len(e.Entries) != 2 || !e.Entries[0].Decides || !e.Entries[1].Decides ||
			e.Audiences[1].ConsentID != c.ID {
			t.Errorf("got %+v\nnot %s", e, want)
		}
		r := w.ask(w.needs[3].ID, models.ExtentFull, "silence")
		if e := sure(w.ExplainNeed(w.ctx, w.manager, w.needs[3].ID))(t); !strings.Contains(
			e.Words,
			"Shared in full with donors from "+r.TakesEffectAt.In(time.FixedZone("", 6*3600)).
				Format("2 January 2006")+
				", 00:00 (Asia/Almaty) on, unless the State objects before.",
		) ||
			len(e.Requests) != 1 {
			t.Errorf("got %s", e.Words)
		}
		w.withdraw(c)
		if e := sure(w.ExplainNeed(w.ctx, w.nationalKAZ, w.needs[4].ID))(t); !strings.Contains(
			e.Words,
			"the consent of 10 January 2022, note verbale 12/21, was withdrawn on 10 January 2022.",
		) {
			t.Errorf("got %s", e.Words)
		}
		ends := w.now.Add(time.Hour)
		in = entry("need", w.needs[2].ID, models.ExtentPartial, models.AudiencePublic)
		in.ExpiresAt = &ends
		w.give(in)
		w.now = ends
		if e := sure(w.ExplainNeed(w.ctx, w.nationalKAZ, w.needs[2].ID))(t); !strings.Contains(
			e.Words,
			"Not shared with the public: the consent of 10 January 2022, note verbale 1, ended with 10 January 2022, 19:02 (Asia/Almaty).",
		) {
			t.Errorf("got %s", e.Words)
		}
		m := sure(w.ExplainMission(w.ctx, w.manager, w.missionKAZ.ID))(t)
		if len(m.Below) != 6 || m.Below[3].SubjectType != "need" || m.Below[3].Full != 4 || m.Below[4].None != 2 {
			t.Errorf("below the mission: %+v", m.Below)
		}
		for reader, code := range map[*models.Actor]models.Code{&w.nationalKGZ: models.NotFound, &w.donorA: models.Forbidden,
			&w.partner1: models.Forbidden} {
			if _, err := w.ExplainNeed(w.ctx, *reader, w.needs[4].ID); models.CodeOf(err) != code {
				t.Errorf("%s gets %v", reader.Name, err)
			}
		}
	})
}

// A preview changes nothing and says what happens when it is done.
func TestPreviewIsWhatHappens(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		ask := models.PreviewInput{
			SubjectType: "mission",
			SubjectID:   w.missionKAZ.ID,
			Extent:      models.ExtentFull,
			Audience:    models.AudienceDonors,
		}
		shared := func() (all []models.ItemExtents) {
			err := w.store.View(w.ctx, w.manager, func(tx *store.Tx) (err error) {
				all, err = store.SharedItems(tx, "mission", w.missionKAZ.ID)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		rows := func() (int, int) {
			return len(
					sure(w.Consents.List(w.ctx, w.manager, models.ListQuery{}))(t).Items,
				), len(
					sure(
						w.Changes.List(
							w.ctx,
							w.manager,
							models.ListQuery{Limit: models.MaxLimit, Filters: map[string]string{"kind": "write", "from": string(worldDay)}},
						),
					)(
						t,
					).Items,
				)
		}
		before := shared()
		consents, changes := rows()
		p := sure(w.PreviewConsent(w.ctx, w.manager, ask))(t)
		if c, h := rows(); c != consents || h != changes || !reflect.DeepEqual(shared(), before) {
			t.Errorf("the preview has changed something")
		}
		// Needs 1 and 2 have entries of their own: the mission, its finding and needs 3 and 4 open.
		if p.Words != "Opens 4 items to donors." || len(p.Audiences) != 1 || len(p.Audiences[0].Readers) != 2 ||
			p.Audiences[0].Readers[0].Names[0] != "donora" {
			t.Errorf("got %+v", p)
		}
		if p := sure(w.PreviewConsent(w.ctx, w.nationalKAZ, ask))(t); len(p.Audiences[0].Readers) != 1 ||
			p.Audiences[0].Readers[0].Users != 0 ||
			strings.Contains(text(t, p), "DONOR") ||
			strings.Contains(text(t, p), "donora") {
			t.Errorf("donors that are not listed are told to the State: %s", text(t, p))
		} else {
			w.user(models.Donor, "donorc",
				sure(w.Organisations.Create(w.ctx, engine.System(), models.OrganisationInput{Code: "DONORC", Name: "C",
					Kind: "government"}))(t).ID, "")
			if again := sure(w.PreviewConsent(w.ctx, w.nationalKAZ, ask))(t); text(t, again) != text(t, p) {
				t.Errorf("one more donor that is not listed shows: %s", text(t, again))
			}
		}
		if _, err := w.PreviewConsent(w.ctx, w.nationalKGZ, ask); models.CodeOf(err) != models.Invalid {
			t.Errorf("another State gets %v", err)
		}
		w.now = w.now.Add(time.Second)
		c := w.give(entry("mission", w.missionKAZ.ID, models.ExtentFull, models.AudienceDonors))
		after := shared()
		for i, item := range p.Audiences[0].Items {
			if at := find(after, item.SubjectID); at.Donors != item.To || find(before, item.SubjectID).Donors != item.From {
				t.Errorf("item %d: %+v, and it is %+v", i, item, at)
			}
		}
		if back := sure(w.Withdrawal(w.ctx, w.manager, c.ID))(t); back.Effect.Words != "Closes 4 items to donors." ||
			back.Consent.State != models.ConsentInForce ||
			!reflect.DeepEqual(shared(), after) {
			t.Errorf("its withdrawal: %+v", back)
		}
	})
}

func find(all []models.ItemExtents, id models.ID) models.ItemExtents {
	for _, s := range all {
		if s.SubjectID == id {
			return s
		}
	}
	return models.ItemExtents{}
}

// A report that was issued keeps what it said, provably; its donor gets a placeholder where consent was lost since.
func TestReportAfterWithdrawal(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		issued := sure(
			w.Reports.Create(w.ctx, w.manager, models.ReportInput{OrganisationID: w.donorA.OrganisationID, AsOf: worldDay, Title: "R"}),
		)(
			t,
		)
		get := func(actor models.Actor) (r *models.Report, said models.ReportContent) {
			t.Helper()
			r = sure(w.Reports.Get(w.ctx, actor, issued.ID))(t)
			if err := json.Unmarshal([]byte(r.Content), &said); err != nil {
				t.Fatal(err)
			}
			return r, said
		}
		if r, _ := get(w.donorA); r.Content != issued.Content || len(r.Withheld) != 0 {
			t.Errorf("before: %+v", r)
		}
		w.now = w.now.AddDate(0, 0, 3)
		c := sure(w.Consents.List(w.ctx, w.manager,
			models.ListQuery{Filters: map[string]string{"subject_id": string(w.needs[1].ID)}}))(t).Items[0]
		w.withdraw(&c)
		r, said := get(w.donorA)
		if n := said.Summary.Needs[0]; n.Shared != "none" || n.WithdrawnOn != "2022-01-13" || n.Placeholder == "" ||
			strings.Contains(string(r.Content), "Secret title 1") ||
			strings.Contains(string(r.Content), "KAZ-2021-01") {
			t.Errorf("the donor reads %+v in %s", n, r.Content)
		}
		if said.Summary.Needs[1].Reference != "KAZ-2021-02" || r.SHA256 != issued.SHA256 || len(r.Withheld) != 1 ||
			r.Withheld[0].NeedID != "" {
			t.Errorf("of the rest the donor reads %+v", r)
		}
		whole, _ := get(w.manager)
		sum := sha256.Sum256([]byte(whole.Content))
		if whole.Content != issued.Content || hex.EncodeToString(sum[:]) != whole.SHA256 || len(whole.Withheld) != 1 ||
			whole.Withheld[0].NeedID != w.needs[1].ID {
			t.Errorf("the manager reads %+v", whole)
		}
		w.give(entry("need", w.needs[1].ID, models.ExtentPartial, models.AudienceDonors))
		if _, said := get(w.donorA); said.Summary.Needs[0].Title != "" || said.Summary.Needs[0].Summary != "Open summary 1" {
			t.Errorf("with its summary given again the donor reads %+v", said.Summary.Needs[0])
		}
	})
}

// A withdrawal lists what had gone out since the consent took effect: to managers by name, to the State by
// organisation, listed or not. What a manager saw as a reader was released to no one.
func TestWhatHadGoneOut(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, w *ledgerWorld) {
		eyes := sure(w.ViewAs(w.ctx, w.manager, "partner:"+string(w.partner2.OrganisationID)))(t)
		w.wants(w.needs[4].ID, "none", "none") // it is not visible yet
		c := w.give(entry("mission", w.missionKAZ.ID, models.ExtentPartial, models.AudiencePublic))
		for _, reader := range []models.Actor{w.donorA, w.partner1, w.partner1, eyes} {
			sure(w.Needs.Get(w.ctx, reader, w.needs[4].ID))(t)
		}
		w.now = w.now.Add(time.Hour)
		w.withdraw(c)
		told := map[string]models.Release{}
		for _, r := range sure(w.Withdrawal(w.ctx, w.manager, c.ID))(t).Releases {
			if r.SubjectID == w.needs[4].ID {
				told[r.Name] = r
			}
		}
		if len(told) != 2 || told["donora"].Times != 1 || told["partner1"].Times != 2 || told["partner1"].Extent != "partial" ||
			told["partner1"].OrganisationID != w.partner1.OrganisationID {
			t.Errorf("managers are told %+v", told)
		}
		for _, r := range sure(w.Withdrawal(w.ctx, w.nationalKAZ, c.ID))(t).Releases {
			of := map[models.Audience]models.ID{models.AudiencePartners: w.partner1.OrganisationID,
				models.AudienceDonors: w.donorA.OrganisationID}[r.Audience]
			if r.Name != "" || r.UserID != "" || r.OrganisationID != of || r.Organisation == "" {
				t.Errorf("the State is told %+v", r)
			}
		}
		log := sure(
			w.Changes.List(w.ctx, w.manager, models.ListQuery{Filters: map[string]string{"actor_id": string(w.manager.UserID),
				"kind": "read"}}),
		)(
			t,
		)
		if len(log.Items) == 0 || !strings.Contains(text(t, log.Items), "manager as partner Organisation PARTNER2") {
			t.Errorf("what the manager saw as a partner is logged as %s", text(t, log.Items))
		}
	})
}
