package app

import (
	"context"
	"fmt"

	"qadam/app/store"
	"qadam/models"
)

func prepareMission(tx *store.Tx, old, m *models.Mission) error {
	for i, p := range m.Parts {
		if err := models.CheckPeriod(p.StartsOn, p.EndsOn, fmt.Sprintf("/parts/%d/ends_on", i)); err != nil {
			return err
		}
	}
	m.StartsOn, m.EndsOn = m.Span()
	if err := knownCountry(tx, "/country_code", m.CountryCode); err != nil {
		return err
	}
	if err := store.Organisations.See(tx, "/lead_organisation_id", m.LeadOrganisationID); err != nil {
		return err
	}
	if err := store.Organisations.See(tx, "/participant_ids", m.ParticipantIDs...); err != nil {
		return err
	}
	met := m.InstitutionIDs
	for _, s := range m.Sessions {
		met = append(met[:len(met):len(met)], s.InstitutionIDs...)
	}
	if err := store.Institutions.See(tx, "/institution_ids", met...); err != nil {
		return err
	}
	if old != nil {
		if old.CountryCode != m.CountryCode {
			return models.Fault("/country_code", "The country stays %s: findings and needs carry it.", old.CountryCode)
		}
		return fixedReference(old.Reference, m.Reference)
	}
	m.Status, m.StatusOn, m.Shared = models.MissionLife.Start, today(tx), models.ExtentFull
	return refer(tx, "missions", &m.Reference, func(n int) string { return fmt.Sprintf("%s-%s-M%d", m.CountryCode, m.StartsOn[:4], n) })
}

// refer gives a new row the next free reference of its kind, unless it came with one; format writes the n-th.
func refer(tx *store.Tx, table string, reference *string, format func(int) string) error {
	return referAll(tx, table, []*string{reference}, nil, format)
}

// referAll is refer for many new rows of one kind, with one step of the counter; what is reserved is not given.
func referAll(tx *store.Tx, table string, references []*string, reserved map[string]bool, format func(int) string) error {
	var open []*string
	for _, r := range references {
		if *r == "" {
			open = append(open, r)
		} else if !tx.Actor().SeesAll() {
			// Only who sees all may choose: that a reference is taken would tell others of what they do not see.
			return models.Fault("/reference", "Leave it out; the reference is made.")
		}
	}
	for len(open) > 0 {
		last, err := store.NextMany(tx, table+" "+format(0), len(open))
		if err != nil {
			return err
		}
		next := make([]string, len(open))
		for i := range next {
			next[i] = format(last - len(next) + 1 + i)
		}
		taken, err := store.TakenOf(tx, table, next)
		if err != nil {
			return err
		}
		for _, r := range next {
			if !taken[r] && !reserved[r] {
				*open[0], open = r, open[1:]
			}
		}
	}
	return nil
}

func stepMission(_ *store.Tx, m *models.Mission, in models.StepInput) error {
	switch in.To {
	case "draft_sent":
		m.DraftSentOn = in.OnDate
	case "report_sent":
		m.ReportSentOn = in.OnDate
	}
	return nil
}

func prepareFinding(tx *store.Tx, old, f *models.Finding) error {
	m, err := store.Missions.Get(tx, f.MissionID)
	if err != nil {
		return orFault(err, "/mission_id", "There is no mission with this id, or you may not see it.")
	}
	known := f.SessionID == ""
	for _, s := range m.Sessions {
		known = known || s.ID == f.SessionID
	}
	if !known {
		return models.Fault("/session_id", "This session is not of the mission %s.", m.Reference)
	}
	if f.RatingCode != "" {
		if _, err := store.Ratings.By(tx, "code", f.RatingCode); err != nil {
			return orFault(err, "/rating_code", "There is no such rating; GET /ratings lists them.")
		}
	}
	if err := store.Provisions.See(tx, "/provision_ids", f.ProvisionIDs...); err != nil {
		return err
	}
	if old != nil {
		if old.MissionID != f.MissionID {
			return models.Fault("/mission_id", "A finding stays with its mission.")
		}
		return fixedReference(old.Reference, f.Reference)
	}
	f.CountryCode, f.Shared = m.CountryCode, models.ExtentFull
	return refer(tx, "findings", &f.Reference, func(n int) string { return fmt.Sprintf("%s-%s-F%02d", m.CountryCode, m.StartsOn[:4], n) })
}

// knownThemes refuses the first theme code that does not exist.
func knownThemes(tx *store.Tx, codes []string) error {
	if len(codes) == 0 {
		return nil
	}
	unknown, err := store.UnknownThemes(tx, codes)
	if err == nil && len(unknown) > 0 {
		return noTheme(unknown[0])
	}
	return err
}

func noTheme(code string) error {
	return models.Fault("/theme_codes", "There is no theme %s; GET /themes lists them.", code)
}

// declineWithReason asks for a reason where a step says no.
func declineWithReason(in models.StepInput) error {
	if in.Reason == "" && (in.To == "declined" || in.To == "lapsed" || in.To == "returned") {
		return models.Fault("/reason", "Say why.")
	}
	return nil
}

func checkNeedStep(tx *store.Tx, n *models.Need, in models.StepInput) error {
	if (in.To == "referred") != (in.OrganisationID != "") {
		return models.Fault("/organisation_id", "Name whom the need is referred to, with the step to referred alone.")
	}
	if a := tx.Actor(); a.Role == models.Partner {
		involved, err := store.Involved(tx, n.ID, a.OrganisationID)
		if err != nil {
			return err
		}
		if !involved {
			return models.Errorf(models.Forbidden, "Only a partner that the need was referred to, or that works on it, proposes a step.")
		}
	}
	n.ProposedStatus, n.ProposedBy = "", ""
	if tx.Actor().Role != models.Partner { // who only proposes takes no word of the State's away
		n.ConfirmedOn = ""
	}
	return declineWithReason(in)
}

func proposeNeedStep(tx *store.Tx, n *models.Need, in models.StepInput) error {
	n.ProposedStatus, n.ProposedBy = in.To, tx.Actor().Name
	return nil
}

// followNeedStep does what follows: the step to "referred" makes the referral that it names, a need taken up that an activity
// answers already goes into delivery, and where a need ends nobody is asked about it any more.
func (a *App) followNeedStep(ctx context.Context, tx *store.Tx, n *models.Need, _ string, in models.StepInput) error {
	switch in.To {
	case "referred":
		return a.referTo(ctx, tx, n, in)
	case "taken_up":
		running, err := store.Running(tx, n.ID)
		if err != nil || running == nil {
			return err
		}
		_, err = a.Needs.step(ctx, system(tx), n, "", begun(running, n))
		return err
	case "met", "lapsed", "declined":
		return store.EndReferrals(tx, n.ID, in.OnDate)
	}
	return nil
}

// ConfirmNeed is the State's word that a need was met.
func (a *App) ConfirmNeed(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.Need, error) {
	if err := allow(actor, "need.confirm"); err != nil {
		return nil, err
	}
	return change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Need, error) {
		n, _, before, err := a.Needs.open(tx, id, version)
		if err != nil {
			return nil, err
		}
		if n.Status != "met" && n.Status != "partly_met" {
			return nil, models.Errorf(models.Conflict, "Only a need that is met or partly met can be confirmed; this one is %s.", n.Status)
		}
		n.ConfirmedOn = today(tx)
		if err := store.Needs.Update(tx, n); err != nil {
			return nil, err
		}
		if err := store.AddStep(tx, models.Step{SubjectType: "need", SubjectID: n.ID, FromStatus: n.Status, ToStatus: n.Status, OnDate: n.ConfirmedOn, Reason: "Confirmed"}); err != nil {
			return nil, err
		}
		return a.Needs.close(ctx, tx, "need.confirm", nil, n, before)
	})
}

func (a *App) missions() *Resource[models.Mission, models.MissionInput] {
	return newResource(a.Engine, Kind[models.Mission, models.MissionInput]{Noun: store.Missions, Name: "mission",
		Input: func(m *models.Mission) *models.MissionInput { return &m.MissionInput }, Prepare: prepareMission,
		History: ownWords[models.Mission],
		Life: &Life[models.Mission]{Table: models.MissionLife,
			State: func(m *models.Mission) (*string, *models.Date) { return &m.Status, &m.StatusOn }, Check: stepMission}})
}

func (a *App) findings() *Resource[models.Finding, models.FindingInput] {
	return newResource(a.Engine, Kind[models.Finding, models.FindingInput]{Noun: store.Findings, Name: "finding",
		Input: func(f *models.Finding) *models.FindingInput { return &f.FindingInput }, Prepare: prepareFinding})
}

func (a *App) needs() *Resource[models.Need, models.NeedInput] {
	return newResource(a.Engine, Kind[models.Need, models.NeedInput]{Noun: store.Needs, Name: "need",
		Input: func(n *models.Need) *models.NeedInput { return &n.NeedInput }, Prepare: prepareNeed,
		History: ownWords[models.Need],
		Life: &Life[models.Need]{Table: models.NeedLife,
			State: func(n *models.Need) (*string, *models.Date) { return &n.Status, &n.StatusOn },
			Check: checkNeedStep, Follow: a.followNeedStep, Propose: proposeNeedStep}})
}
