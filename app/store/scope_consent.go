package store

import (
	"maps"

	"qadam/models"
)

// extentOf gives how much of a row is shared with the actor at this instant, as an SQL expression. Those whom consent
// does not bound get 'full'.
func extentOf(tx *Tx, row string, wider string) Where {
	audience := tx.actor.Audience()
	if audience == "" {
		return Where{SQL: "'full'"}
	}
	return extentTo(tx, audience, row, wider)
}

// extentTo gives how much of a row is shared with an audience: the wider of what its deciding entry and the public's open. No
// entry means none.
func extentTo(tx *Tx, audience models.Audience, row, wider string) Where {
	ranked := rankedConsents(tx, row, wider, audience, models.AudiencePublic)
	return Where{SQL: "(SELECT CASE MAX(d.extent) WHEN 2 THEN 'full' WHEN 1 THEN 'partial' ELSE 'none' END FROM (" + ranked.SQL +
		") d WHERE d.place = 1)", Args: ranked.Args}
}

// rankedConsents is the one place that decides which entry of the ledger counts: for each audience the most specific of the
// entries in force, and of these the latest, has place 1. A withdrawn entry decides "none" for ever after. One that was withdrawn
// or objected to before it took effect decides nothing. Only stored instants are compared, so that a consent begins and ends at
// its instant, on every server.
func rankedConsents(tx *Tx, row, wider string, audiences ...models.Audience) Where {
	subjects := row
	if wider != "" {
		subjects += ", " + wider
	}
	return Where{SQL: `SELECT c.id, c.audience, CASE WHEN c.withdrawn_at IS NOT NULL OR c.extent = 'none' THEN 0 WHEN c.extent = 'full'
		THEN 2 ELSE 1 END AS extent,
			ROW_NUMBER() OVER (PARTITION BY c.audience ORDER BY CASE WHEN c.subject_id = ` + row +
		` THEN 0 ELSE 1 END, c.effective_from DESC, c.id DESC) AS place
		FROM consents c WHERE c.subject_id IN (` + subjects + `) AND c.audience IN ? AND c.effective_from <= ? AND c.objected_at IS NULL
			AND (c.expires_at IS NULL AND c.withdrawn_at IS NULL OR c.expires_at > ? AND c.withdrawn_at IS NULL
				OR c.withdrawn_at >= c.effective_from)`,
		Args: []any{audiences, tx.now, tx.now}}
}

// byConsent is the scope of findings, needs and missions: all, or the own country's, or what consent opens.
func byConsent(tx *Tx, table string, extent func(*Tx) Where) Where {
	switch a := tx.actor; {
	case a.SeesAll():
		return everything
	case a.Role == models.National:
		return Where{SQL: table + ".country_code = ?", Args: []any{a.CountryCode}}
	case a.Audience() != "":
		e := extent(tx)
		return Where{SQL: e.SQL + " IN ('partial', 'full')", Args: e.Args}
	}
	return nothing
}

func missionExtent(tx *Tx) Where { return extentOf(tx, "missions.id", "") }

func findingExtent(tx *Tx) Where { return extentOf(tx, "findings.id", "findings.mission_id") }

func needExtent(tx *Tx) Where { return extentOf(tx, "needs.id", "needs.mission_id") }

// extentsOf makes a function that tells which of some rows the actor sees, and how much of each is shared with it.
func extentsOf(table string, scope, extent func(*Tx) Where) func(*Tx, []models.ID) (map[models.ID]models.Extent, error) {
	return func(tx *Tx, all []models.ID) (map[models.ID]models.Extent, error) {
		s, e := scope(tx), extent(tx)
		found, err := queryAll[needName](tx, "SELECT "+table+".id, "+e.SQL+" AS extent FROM "+table+" WHERE "+table+".id IN ? AND "+s.SQL,
			append(append(append([]any{}, e.Args...), all), s.Args...)...)
		seen := make(map[models.ID]models.Extent, len(found))
		for _, f := range found {
			seen[f.ID] = f.Extent
		}
		return seen, err
	}
}

// fullOnly keeps the rows that are shared in full.
func fullOnly(extents func(*Tx, []models.ID) (map[models.ID]models.Extent, error)) func(*Tx, []models.ID) (map[models.ID]models.Extent,
	error) {
	return func(tx *Tx, all []models.ID) (map[models.ID]models.Extent, error) {
		seen, err := extents(tx, all)
		maps.DeleteFunc(seen, func(_ models.ID, extent models.Extent) bool { return extent != models.ExtentFull })
		return seen, err
	}
}

var (
	missionExtents = extentsOf("missions", missionScope, missionExtent)
	needExtents    = extentsOf("needs", needScope, needExtent)
)
