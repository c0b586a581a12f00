package pages

import (
	"slices"
	"strings"
	"time"

	"qadam/app/reminders"
	"qadam/models"
	"qadam/web"
)

// What a State is asked to share, and what it lets be shared until a day.

// readRequest shows a request for consent, and what each answer would open to whom.
func readRequest(x *exchange, id models.ID) (*web.Act, error) {
	r, err := x.app.ConsentRequests.Get(x.ctx, x.actor, id)
	if err != nil {
		return nil, err
	}
	v := &web.Act{Noun: "consent_request"}
	if v.Reference, v.Name, err = x.subject(r.SubjectType, r.SubjectID); err != nil {
		return nil, err
	}
	v.Facts = append(v.Facts, sentence("asks_"+string(r.Audience)), sentence("asked_by", "Name", r.AskedByName))
	if r.Note != "" {
		v.Facts = append(v.Facts, sentence("note", "Text", r.Note))
	}
	if r.Status != models.RequestAsked {
		return v, nil
	}
	switch {
	case r.Procedure == models.ProcedureSilence && r.TakesEffectAt == nil:
		v.Facts = append(v.Facts, sentence("silence_waits", "Count", r.SilenceDays))
	case r.TakesEffectAt != nil:
		v.Facts = append(v.Facts, sentence("silence", "Date", r.NextStep.Due))
	}
	if !x.may("consent.preview") { // who looks with a State's eyes answers nothing
		return v, nil
	}
	f := actForm(reminders.ActConsent, "", r.Version)
	extents := []models.Extent{models.ExtentFull, models.ExtentPartial}
	if r.Extent == models.ExtentPartial {
		extents = extents[1:]
	}
	answers, unlisted := []string{"refuse"}, false
	for _, extent := range extents {
		p, err := x.app.PreviewConsent(x.ctx, x.actor, models.PreviewInput{SubjectType: r.SubjectType, SubjectID: r.SubjectID,
			Extent: extent, Audience: r.Audience})
		if err != nil {
			return nil, err
		}
		says, any, others := opens(p, extent)
		if any || len(p.WithoutSummary) == 0 || extent == models.ExtentFull {
			answers = append(answers, string(extent))
		}
		f.Says, unlisted = append(f.Says, says...), unlisted || others
	}
	if unlisted {
		f.Says = append(f.Says, sentence("others"))
	}
	f.Only("answer", answers...)
	v.Forms = []web.ActForm{f}
	return v, nil
}

// subject names what consent is about.
func (x *exchange) subject(noun models.ConsentSubject, id models.ID) (reference, name string, err error) {
	switch noun {
	case models.SubjectMission:
		o, err := x.app.Missions.Get(x.ctx, x.actor, id)
		if err != nil {
			return "", "", err
		}
		return o.Reference, o.Title, nil
	case models.SubjectFinding:
		o, err := x.app.Findings.Get(x.ctx, x.actor, id)
		if err != nil {
			return "", "", err
		}
		return o.Reference, o.Text, nil
	}
	o, err := x.app.Needs.Get(x.ctx, x.actor, id)
	if err != nil {
		return "", "", err
	}
	return o.Reference, o.Title, nil
}

// opens says what an extent would open to whom, and of what it opens nothing for want of a summary; whether it opens anything at all
// that could be named; and whether others would read it who are not listed.
func opens(p *models.Preview, extent models.Extent) (out []web.Sentence, any, others bool) {
	without := []string{}
	if extent == models.ExtentPartial {
		without = p.WithoutSummary
	}
	for _, a := range p.Audiences {
		var references, readers []string
		for _, i := range a.Items {
			if !slices.Contains(without, i.Reference) {
				references = append(references, i.Reference)
			}
		}
		for _, r := range a.Readers {
			if r.OrganisationID != "" {
				readers = append(readers, r.Organisation)
			}
			others = others || r.OrganisationID == ""
		}
		if len(references) == 0 {
			continue
		}
		any = true
		if a.MoreItems > 0 {
			references = append(references, "…")
		}
		if len(readers) == 0 {
			readers = []string{"–"}
		}
		out = append(out, sentence("opens_"+string(extent), "References", strings.Join(references, ", "), "Organisations",
			strings.Join(readers, ", ")))
	}
	switch {
	case len(without) > 0:
		out = append(out, sentence("no_summary", "References", strings.Join(without, ", ")))
	case !any:
		out = append(out, sentence("opens_nothing"))
	}
	return out, any, others
}

// answerRequest gives what was asked for, less, or nothing.
func answerRequest(s *step) error {
	in := models.AnswerInput{Answer: models.AnswerGive}
	switch answer := s.answer("/answer"); answer {
	case "refuse":
		in.Answer = models.AnswerRefuse
	default:
		in.Extent = models.Extent(answer)
	}
	in.Instrument = s.line("instrument", "/instrument")
	s.hint("instrument", nil)
	in.Reason = s.reason()
	return s.submit(in, func() error {
		_, err := s.app.AnswerRequest(s.ctx, s.actor, s.id, s.version, in)
		return err
	})
}

// readConsent shows an entry of the ledger that ends, or what has become of it.
func readConsent(x *exchange, id models.ID) (*web.Act, error) {
	c, err := x.app.Consents.Get(x.ctx, x.actor, id)
	if err != nil {
		return nil, err
	}
	v := &web.Act{Noun: "consent"}
	if v.Reference, v.Name, err = x.subject(c.SubjectType, c.SubjectID); err != nil {
		return nil, err
	}
	days, err := x.calendar(c.CountryCode)
	if err != nil {
		return nil, err
	}
	on := func(t time.Time) models.Date { return models.DateOf(t.In(days.Location())) }
	later, err := x.app.LaterConsent(x.ctx, x.actor, c)
	switch {
	case err != nil:
		return nil, err
	case later != nil:
		v.Facts = []web.Sentence{sentence("replaced_"+string(later.DecidedExtent()), "Date", later.GivenOn)}
		return v, nil
	case c.WithdrawnAt != nil:
		v.Facts = []web.Sentence{sentence("withdrawn", "Date", on(*c.WithdrawnAt))}
		return v, nil
	case c.ObjectedAt != nil:
		v.Facts = []web.Sentence{sentence("withdrawn", "Date", on(*c.ObjectedAt))}
		return v, nil
	case c.ExpiresAt == nil:
		return v, nil
	}
	v.Facts = []web.Sentence{sentence("ends", "Date", models.LastDay(*c.ExpiresAt, days.Location()))}
	v.Forms = []web.ActForm{actForm(reminders.ActRenew, "", c.Version)}
	return v, nil
}

// calendar is the calendar of a State.
func (x *exchange) calendar(country string) (models.Calendar, error) {
	found, err := x.app.Calendars.List(x.ctx, x.actor, first("country", country))
	if err != nil || len(found.Items) == 0 {
		return models.PlainCalendar(country, "UTC"), err
	}
	return found.Items[0], nil
}

// renewConsent writes a further entry like the one that ends, until the end of a day.
func renewConsent(s *step) error {
	c, err := s.app.Consents.Get(s.ctx, s.actor, s.id)
	if err != nil {
		return err
	}
	in := models.RenewalInput{GivenOn: s.today()}
	days, err := s.calendar(c.CountryCode)
	if err != nil {
		return err
	}
	if until := s.wanted("until", "/expires_at"); until != "" {
		end := days.EndOf(until)
		in.ExpiresAt = &end
	}
	in.Instrument = s.line("instrument", "/instrument")
	s.hint("instrument", nil)
	return s.submit(in, func() error {
		_, err := s.app.RenewConsent(s.ctx, s.actor, s.id, s.version, in)
		return err
	})
}

// wanted reads a day that has to be given.
func (s *step) wanted(name, pointer string) models.Date {
	readable := len(s.faults)
	day := s.day(name, pointer)
	if len(s.faults) > readable {
		s.hint("day", nil)
	} else if day == "" {
		s.refuse(models.FieldError{Rule: "day", Detail: "Give a day."})
	}
	return day
}
