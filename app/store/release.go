package store

import (
	"cmp"
	"slices"

	"qadam/app/store/batch"
	"qadam/models"
)

// writtenRelease has its instants as both databases keep them: SQLite takes them from the JSON as they stand.
type writtenRelease struct {
	models.Release
	FirstAt string `json:"first_at"`
	LastAt  string `json:"last_at"`
}

// addReleases notes what was released to readers bound by consent. The rows go in one statement and in one order, so that two
// servers do not deadlock.
func addReleases(tx *Tx, out []models.Release) error {
	if len(out) == 0 {
		return nil
	}
	slices.SortFunc(out, func(a, b models.Release) int { return cmp.Or(compareKeys(a, b), a.FirstAt.Compare(b.FirstAt)) })
	merged := out[:0]
	for _, r := range out {
		if last := len(merged) - 1; last >= 0 && compareKeys(merged[last], r) == 0 {
			merged[last].LastAt = r.LastAt
			merged[last].Times += r.Times
		} else {
			merged = append(merged, r)
		}
	}
	written := make([]writtenRelease, len(merged))
	for i, r := range merged {
		written[i] = writtenRelease{r, r.FirstAt.UTC().Format(timeLayout), r.LastAt.UTC().Format(timeLayout)}
	}
	text, err := jsonText(written)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO releases
			(subject_type, subject_id, extent, user_id, organisation_id, name, audience, surface, first_at, last_at, times)
		`+tx.dialect.releaseRows+`
		ON CONFLICT (subject_id, user_id, surface, extent) DO UPDATE SET times = releases.times + excluded.times,
		last_at = CASE WHEN excluded.last_at > releases.last_at THEN excluded.last_at ELSE releases.last_at END,
		first_at = CASE WHEN excluded.first_at < releases.first_at THEN excluded.first_at ELSE releases.first_at END,
		name = excluded.name, organisation_id = excluded.organisation_id, audience = excluded.audience`, text)
	return err
}

func compareKeys(a, b models.Release) int {
	return cmp.Or(cmp.Compare(a.SubjectID, b.SubjectID), cmp.Compare(a.UserID, b.UserID), cmp.Compare(a.Surface, b.Surface),
		cmp.Compare(a.Extent, b.Extent))
}

// ReleasesOf gives the releases of some missions, findings or needs to an audience, the earliest first; to any audience where
// none, or the public, is given. Callers check that the actor may see the item.
func ReleasesOf(tx *Tx, subjects []models.ID, audience string) ([]models.Release, error) {
	var all []models.Release
	for some := range batch.Padded(subjects) {
		found, err := queryAll[models.Release](tx, `SELECT releases.*, o.name AS organisation FROM releases
			LEFT JOIN organisations o ON o.id = releases.organisation_id
			WHERE subject_id IN ? AND (audience = ? OR ? IN ('', `+quoted(models.AudiencePublic)+`))
			ORDER BY first_at, subject_id, user_id, surface, extent`, some, audience, audience)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}
