package store

import (
	"database/sql"
	"slices"

	"qadam/models"
)

// activityTie is one thing that belongs to an activity.
type activityTie struct {
	kind     int // one of the constants below
	activity models.ID
	id       models.ID // an institution's, a partner's or a need's
	text     string    // a theme's code, a partner's role, the reference of a need or of a milestone
	number   int       // a partner's position, a need's share
	visible  bool
	due      models.Date // a milestone's
}

// The kinds of ties, in the order in which they are read.
const (
	themeTie = iota
	institutionTie
	partnerTie
	needTie
	nextTie // the next planned milestone
)

// loadActivities reads themes, institutions, partners, needs and the next planned milestone, in one query.
func loadActivities(tx *Tx, found []*models.Activity) error {
	all, index := indexByID(found)
	for _, a := range found {
		a.ThemeCodes, a.InstitutionIDs, a.Partners, a.Needs = []string{}, []models.ID{}, []models.ActivityPartner{}, []models.ActivityNeed{}
		a.NextStep, a.Kinds, a.Documents = a.NextOf(nil), orEmpty(a.Kinds), orEmpty(a.Documents)
	}
	ties, err := readActivityTies(tx, all)
	if err != nil {
		return err
	}
	needs := make([]activityTie, 0, len(found))
	for _, t := range ties {
		a := index[t.activity]
		switch t.kind {
		case themeTie:
			a.ThemeCodes = append(a.ThemeCodes, t.text)
		case institutionTie:
			a.InstitutionIDs = append(a.InstitutionIDs, t.id)
		case partnerTie:
			a.Partners = append(a.Partners, models.ActivityPartner{OrganisationID: t.id, PartnerRole: models.PartnerRole(t.text)})
		case needTie:
			needs = append(needs, t)
		case nextTie:
			a.NextStep = a.NextOf(&models.Milestone{MilestoneInput: models.MilestoneInput{Reference: t.text, DueOn: t.due}})
		}
	}
	for _, a := range found { // as bytes sort, in whichever way the database does
		slices.Sort(a.ThemeCodes)
		slices.Sort(a.InstitutionIDs)
	}
	addNeeds(tx, needs, index)
	return nil
}

// readActivityTies reads what belongs to some activities.
func readActivityTies(tx *Tx, all []string) ([]activityTie, error) {
	planned := quoted(models.MilestonePlanned)
	return scanRows(tx, where(`SELECT 0, t.activity_id, '', t.theme_code, 0, TRUE, CAST(NULL AS date) FROM activity_themes t WHERE ?
		UNION ALL SELECT 1, i.activity_id, CAST(i.institution_id AS text), '', 0, TRUE, NULL FROM activity_institutions i WHERE ?
		UNION ALL SELECT 2, p.activity_id, CAST(p.organisation_id AS text), p.partner_role, p.position, TRUE, NULL FROM activity_partners p
		WHERE ?
		UNION ALL SELECT 3, an.activity_id, CAST(needs.id AS text), needs.reference, an.share, ?, NULL
			FROM activity_needs an JOIN needs ON needs.id = an.need_id WHERE ?
		UNION ALL SELECT 4, m.activity_id, '', m.reference, 0, TRUE, m.due_on FROM milestones m
		WHERE ? AND m.status = `+planned+`
			AND NOT EXISTS (SELECT 1 FROM milestones e WHERE e.activity_id = m.activity_id AND e.status = `+planned+`
				AND (e.due_on, e.id) < (m.due_on, m.id))
		ORDER BY 1, 2, 5, 4`, among(tx, "t.activity_id", all), among(tx, "i.activity_id", all), among(tx, "p.activity_id", all),
		needScope(tx), among(tx, "an.activity_id", all), among(tx, "m.activity_id", all)),
		func(r *sql.Rows, t *activityTie) error {
			return r.Scan(&t.kind, &t.activity, &t.id, &t.text, &t.number, &t.visible, &t.due)
		})
}

// addNeeds gives activities their needs. For those that the actor does not see, one placeholder stands.
func addNeeds(tx *Tx, ties []activityTie, index map[models.ID]*models.Activity) {
	hidden := map[models.ID]bool{}
	var named []SharedRow
	for _, t := range ties {
		if !t.visible {
			hidden[t.activity] = true
			continue
		}
		a := index[t.activity]
		a.Needs = append(a.Needs, models.ActivityNeed{NeedID: t.id, Reference: t.text, Share: t.number})
		if tx.actor.Audience() != "" { // consent opened the name; those who see all learn nothing by it
			named = append(named, SharedRow{t.id, models.ExtentPartial})
		}
	}
	// One placeholder, last: how many hidden needs there are, and where among the others, is not revealed.
	for id := range hidden {
		a := index[id]
		a.Needs = append(a.Needs, models.ActivityNeed{Placeholder: models.NeedPlaceholder})
	}
	Needs.LogRows(tx, named...)
}
