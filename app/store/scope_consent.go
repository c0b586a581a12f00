package store

import (
	"maps"

	"qadam/models"
)

var (
	// fullExtent is the extent of what is shared in full.
	fullExtent = quoted(models.ExtentFull)
	// noExtent is the extent of what is not shared.
	noExtent = quoted(models.ExtentNone)
)

// extentOf gives how much of a row is shared with the actor at this instant, as an SQL expression: 'full' for actors whom
// consent does not bound.
func extentOf(tx *Tx, row, wider string) Where {
	audience := tx.actor.Audience()
	if audience == "" {
		return where(fullExtent)
	}
	return extentTo(tx, audience, row, wider)
}

// extentTo gives how much of a row is shared with an audience. One entry decides for the audience and one for the public, and the
// wider of the two holds, since what is public is open to all. Without an entry nothing is shared.
func extentTo(tx *Tx, audience models.Audience, row, wider string) Where {
	return where("(SELECT CASE MAX(d.extent) WHEN 2 THEN "+fullExtent+" WHEN 1 THEN "+quoted(models.ExtentPartial)+" ELSE "+noExtent+
		" END FROM (?) d WHERE d.place = 1)",
		rankedConsents(tx, row, wider, audience, models.AudiencePublic))
}

// rankedConsents is the one place that says which entry of the consent ledger decides: for each audience the most specific of the
// entries in force, and of these the latest, has place 1. A withdrawn entry decides "none" from then on. One that was withdrawn
// or objected to before it took effect decides nothing. Only stored instants are compared, so that silence is consent, and
// consent ends, at the same instant on every server. wider is the column of the item's mission, "" for a mission itself.
func rankedConsents(tx *Tx, row, wider string, audiences ...models.Audience) Where {
	subjects := row
	if wider != "" {
		subjects += ", " + wider
	}
	return where(`SELECT c.id, c.audience,
			CASE WHEN c.withdrawn_at IS NOT NULL OR c.extent = `+noExtent+` THEN 0 WHEN c.extent = `+fullExtent+` THEN 2 ELSE 1 END AS
				extent,
			ROW_NUMBER() OVER (PARTITION BY c.audience
				ORDER BY CASE WHEN c.subject_id = `+row+` THEN 0 ELSE 1 END, c.effective_from DESC, c.id DESC) AS place
		FROM consents c WHERE c.subject_id IN (`+subjects+`) AND c.audience IN ? AND c.effective_from <= ? AND c.objected_at IS NULL
			AND (c.expires_at IS NULL AND c.withdrawn_at IS NULL OR c.expires_at > ? AND c.withdrawn_at IS NULL
				OR c.withdrawn_at >= c.effective_from)`,
		audiences, tx.now, tx.now)
}

// byConsent is the scope of missions, findings and needs: all, the own country's, or what consent opens.
func byConsent(tx *Tx, table string, extent func(*Tx) Where) Where {
	switch a := tx.actor; {
	case a.SeesAll():
		return everything
	case a.Role == models.National:
		return where(table+".country_code = ?", a.CountryCode)
	case a.Audience() != "":
		return where("? IN ("+quoted(models.ExtentPartial, models.ExtentFull)+")", extent(tx))
	}
	return nothing
}

func missionExtent(tx *Tx) Where { return extentOf(tx, "missions.id", "") }
func findingExtent(tx *Tx) Where { return extentOf(tx, "findings.id", "findings.mission_id") }
func needExtent(tx *Tx) Where    { return extentOf(tx, "needs.id", "needs.mission_id") }

var (
	missionExtents = extentsOf("missions", missionScope, missionExtent)
	needExtents    = extentsOf("needs", needScope, needExtent)
)

// extents gives those of some rows that the actor sees, and how much of each is shared with it.
type extents = func(*Tx, []models.ID) (map[models.ID]models.Extent, error)

// extentsOf makes the extents of a table.
func extentsOf(table string, scope, extent func(*Tx) Where) extents {
	query := "SELECT " + table + ".id, ? AS extent FROM " + table + " WHERE " + table + ".id IN ? AND ?"
	return func(tx *Tx, all []models.ID) (map[models.ID]models.Extent, error) {
		found, err := queryAll[SharedRow](tx, query, extent(tx), all, scope(tx))
		out := make(map[models.ID]models.Extent, len(found))
		for _, f := range found {
			out[f.ID] = f.Extent
		}
		return out, err
	}
}

// fullOnly leaves the rows that are shared in full: relations of the others are not shared.
func fullOnly(of extents) extents {
	return func(tx *Tx, all []models.ID) (map[models.ID]models.Extent, error) {
		found, err := of(tx, all)
		maps.DeleteFunc(found, func(_ models.ID, extent models.Extent) bool { return extent != models.ExtentFull })
		return found, err
	}
}
