package register

import (
	"context"
	"fmt"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// The rules of a need that need other rows: the same for one need and for an import.

// needLookups is what these rules must know of other rows, looked up once for any number of needs.
type needLookups struct {
	missions                      map[models.ID]*models.Mission
	themes                        map[string]string
	findings, institutions, users map[models.ID]bool
}

// needs makes the use cases of needs.
func (a *Register) needs() engine.Resource[models.Need, models.NeedInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Need, models.NeedInput]{Noun: store.Needs,
		Input: func(n *models.Need) *models.NeedInput { return &n.NeedInput }, Prepare: prepareNeed,
		MaskSteps: engine.MaskSteps[models.Need],
		Expand:    needExpansion(),
		Lifecycle: &engine.Lifecycle[models.Need]{Table: models.NeedLifecycle,
			State: func(n *models.Need) (*string, *models.Date) { return (*string)(&n.Status), &n.StatusOn },
			Check: checkNeedStep, After: a.afterNeedStep, Propose: proposeNeedStep}})
}

// NeedStates gives the codes of the States of the needs that the actor sees, in their order.
func (a *Register) NeedStates(ctx context.Context, actor models.Actor) ([]string, error) {
	if err := engine.Allow(actor, "need.list"); err != nil {
		return nil, err
	}
	return engine.View(a.Engine, ctx, actor, store.NeedStates)
}

// needExpansion names what needs refer to, and gives their money to those who may read gaps.
func needExpansion() *engine.Expansion[models.Need] {
	e := expansion([]string{"owner", "themes", "institutions", "funding"}, []string{"activities", "organisations"},
		func(n *models.Need) references {
			return references{into: &n.Expanded, owner: n.OwnerID, themes: n.ThemeCodes, institutions: n.InstitutionIDs,
				activities: map[string]string{"need_id": string(n.ID)}}
		})
	names := e.Fill
	e.Fill = func(tx *store.Tx, rows []*models.Need, asked []string) error {
		if err := names(tx, rows, asked); err != nil || !slices.Contains(asked, "funding") {
			return err
		}
		return fillFunding(tx, rows)
	}
	return e
}

func fillFunding(tx *store.Tx, rows []*models.Need) error {
	if !engine.MayRole(tx.Actor().Role, "need.gaps") {
		return nil
	}
	rates, err := engine.LatestRates(tx)
	if err != nil {
		return err
	}
	facts, err := store.FundingOf(tx, engine.IdsOf(rows, func(n *models.Need) models.ID { return n.ID }))
	for _, n := range rows {
		if f, found := facts[n.ID]; found {
			money := f.Money(rates)
			n.Expanded.Funding = &money
		}
	}
	return err
}

// lookUpNeeds looks up what the rules must know to judge some needs.
func lookUpNeeds(tx *store.Tx, needs ...*models.Need) (*needLookups, error) {
	var missions, themes engine.Distinct[string]
	var findings, institutions, users engine.Distinct[models.ID]
	for _, n := range needs {
		missions.Add(string(n.MissionID))
		themes.Add(n.ThemeCodes...)
		findings.Add(n.FindingIDs...)
		institutions.Add(n.InstitutionIDs...)
		users.Add(n.OwnerID)
	}
	t := &needLookups{missions: map[models.ID]*models.Mission{}}
	found, err := store.Missions.ByAny(tx, "id", missions.All)
	for _, m := range found {
		t.missions[m.ID] = m
	}
	if err == nil {
		t.themes, err = store.Themes.Lookup(tx, "code", "id", themes.All)
	}
	if err == nil {
		t.findings, err = store.Findings.Visible(tx, findings.All)
	}
	if err == nil {
		t.institutions, err = store.Institutions.Visible(tx, institutions.All)
	}
	if err == nil {
		t.users, err = store.Users.Visible(tx, users.All)
	}
	return t, err
}

// check refuses a need that refers to rows that do not exist or that the actor may not see.
func (t *needLookups) check(n *models.Need) error {
	switch m := t.missions[n.MissionID]; {
	case m == nil:
		return models.Fault("/mission_id", "There is no mission with this id, or you may not see it.")
	case n.ID == "" && models.Closed(m.Status):
		return models.Fault("/mission_id", "The mission %s is %s. It takes no more needs unless it is reopened.", m.Reference, m.Status)
	}
	for _, code := range n.ThemeCodes {
		if t.themes[code] == "" {
			return engine.UnknownTheme(code)
		}
	}
	for _, list := range []struct {
		pointer string
		ids     []models.ID
		seen    map[models.ID]bool
	}{{"/finding_ids", n.FindingIDs, t.findings}, {"/institution_ids", n.InstitutionIDs, t.institutions},
		{"/owner_id", []models.ID{n.OwnerID}, t.users}} {
		for _, id := range list.ids {
			if id != "" && !list.seen[id] {
				return models.Fault(list.pointer, "There is nothing with the id %s, or you may not see it.", id)
			}
		}
	}
	return nil
}

// initNeed gives a checked new need its country and first status.
func (t *needLookups) initNeed(tx *store.Tx, n *models.Need) {
	n.CountryCode, n.Status, n.StatusOn, n.Shared = t.missions[n.MissionID].CountryCode, models.NeedIdentified, engine.Today(
		tx,
	), models.ExtentFull
}

// assignNeedReferences gives the new needs of one mission that came without one their references.
func assignNeedReferences(tx *store.Tx, m *models.Mission, references []*string, reserved map[string]bool) error {
	return engine.AssignReferences(
		tx,
		store.Needs,
		references,
		reserved,
		func(i int) string { return fmt.Sprintf("%s-%s-%02d", m.CountryCode, m.StartsOn[:4], i) },
	)
}

func prepareNeed(tx *store.Tx, old, n *models.Need) error {
	ties, err := lookUpNeeds(tx, n)
	if err != nil {
		return err
	}
	if err := ties.check(n); err != nil {
		return err
	}
	defer n.SetRank()
	if err := doubtNeed(tx, old, n); err != nil {
		return err
	}
	if old != nil {
		if old.MissionID != n.MissionID {
			return models.Fault("/mission_id", "A need stays with its mission.")
		}
		return engine.FixedReference(old.Reference, n.Reference)
	}
	ties.initNeed(tx, n)
	return assignNeedReferences(tx, ties.missions[n.MissionID], []*string{&n.Reference}, nil)
}

// doubtNeed asks back where a need is wanted by a day that has passed.
func doubtNeed(tx *store.Tx, old, n *models.Need) error {
	var d engine.Doubts
	if n.WantedBy != "" && n.WantedBy < engine.Today(tx) && (old == nil || old.WantedBy != n.WantedBy) {
		d.Add("/wanted_by", "%s has passed.", n.WantedBy.Words())
	}
	return d.AskBack(tx)
}
