package store

import (
	"database/sql"

	"qadam/models"
)

// Overlaps are the pairs of activities that are alike, the strongest first.
var Overlaps = &Noun[models.Overlap]{
	Table: "activity_pairs", Name: "overlap", Scope: overlapScope, Extent: overlapExtent, Mask: (*models.Overlap).Mask,
	MaskFor: maskOverlapSides,
	Filters: []Filter{
		onPartial(countries("country", "activity_pairs.country_code IN ?")),
		status("activity_pairs.status IN ?", models.OverlapLifecycle),
		ids("activity_id", `EXISTS (SELECT 1 FROM activities fa WHERE fa.id IN (activity_pairs.first_id, activity_pairs.second_id)
			AND fa.id IN ?)`, "Activities"),
	},
	Sorts: []Sort{{Key: "strength", Column: "activity_pairs.strength", Desc: true, Number: true}, byCreated("activity_pairs")},
	Load: func(_ *Tx, found []*models.Overlap) error {
		for _, o := range found {
			o.Alike = orEmpty(o.Alike)
		}
		return nil
	},
}

// maskOverlapSides reads the activities of overlaps that the actor sees, and blanks even the ids of the others.
func maskOverlapSides(tx *Tx, found []*models.Overlap) error {
	var all []models.ID
	for _, o := range found {
		all = append(all, o.FirstID, o.SecondID)
	}
	sides, err := overlapSides(tx, all)
	if err != nil {
		return err
	}
	for _, o := range found {
		if o.First = sides[o.FirstID]; o.First == nil {
			o.FirstID = ""
		}
		if o.Second = sides[o.SecondID]; o.Second == nil {
			o.SecondID = ""
		}
		if tx.actor.Audience() != "" {
			o.Reason = "" // between the manager and the State
		}
	}
	return nil
}

// overlapSides gives those of some activities that the actor sees, by their ids.
func overlapSides(tx *Tx, all []models.ID) (map[models.ID]*models.OverlapSide, error) {
	found, err := Activities.find(tx, Activities.selectVisible(tx).Where("activities.id IN ?", all))
	if err != nil {
		return nil, err
	}
	money := map[models.ID]int64{}
	if tx.actor.SeesAll() {
		if money, err = earmarkedTo(tx, all); err != nil {
			return nil, err
		}
	}
	sides := make(map[models.ID]*models.OverlapSide, len(found))
	for _, v := range found {
		side := &models.OverlapSide{ID: v.ID, Reference: v.Reference, Title: v.Title, LeadOrganisationID: v.Lead(), Status: v.Status,
			PlannedStart: v.PlannedStart, PlannedEnd: v.PlannedEnd, ThemeCodes: v.ThemeCodes, Kinds: v.Kinds,
			InstitutionIDs: v.InstitutionIDs}
		if tx.actor.SeesAll() {
			side.Committed = models.USD(money[v.ID])
		}
		sides[v.ID] = side
	}
	return sides, nil
}

// earmarkedTo sums the commitments to each of some activities in US cents.
func earmarkedTo(tx *Tx, all []models.ID) (map[models.ID]int64, error) {
	type sum struct {
		ID    models.ID
		Cents int64
	}
	found, err := scanRows(tx, where(`SELECT t.activity_id, CAST(SUM(t.usd_minor) AS bigint) FROM transactions t
		WHERE t.activity_id IN ? AND t.kind = `+quoted(models.Commitment)+` GROUP BY t.activity_id`, all),
		func(r *sql.Rows, s *sum) error { return r.Scan(&s.ID, &s.Cents) })
	out := make(map[models.ID]int64, len(found))
	for _, f := range found {
		out[f.ID] = f.Cents
	}
	return out, err
}
