package store

import (
	"slices"

	"qadam/models"
)

// Proposer is a person who has proposed something, and the organisation for which; without a UserID who does not sign in.
type Proposer struct {
	Recipient
	UserID, OrganisationID models.ID
	OrganisationCode       string
}

// proposerColumns are those of a person u and the organisation o.
const proposerColumns = `u.id, u.name, u.email, u.language, u.id AS user_id, o.id AS organisation_id, o.code AS organisation_code`

// ProposerOf gives who proposed the latest step of a need; nil where that is nobody in duty.
func ProposerOf(tx *Tx, need models.ID) (*Proposer, error) {
	return queryOptional[Proposer](tx, "SELECT "+proposerColumns+` FROM steps s JOIN people u ON u.id = s.actor_id
			AND u.active AND u.role = `+
		quoted(models.Partner)+`
		JOIN organisations o ON o.id = u.organisation_id
		WHERE s.subject_id = ? AND s.proposed AND s.from_status <> s.to_status ORDER BY s.id DESC LIMIT 1`, need)
}

// WhoAskedForDate gives who asked for a new date of a milestone in the latest update that does: its author, or the recipient of the
// link by which it was sent; nil where that is nobody in duty.
func WhoAskedForDate(tx *Tx, m *models.Milestone) (*Proposer, error) {
	asking, err := scanStructs[models.Update](tx, Updates.selectColumns(tx).Where(`updates.activity_id = ? AND updates.status IN (`+
		quoted(models.UpdateSubmitted, models.UpdateReturned, models.UpdateAccepted)+`)`, m.ActivityID).
		Order("updates.submitted_at DESC, updates.id DESC").Limit(maxAsking))
	at := slices.IndexFunc(asking, func(u models.Update) bool {
		return slices.ContainsFunc(u.Milestones, func(move models.MilestoneMove) bool {
			return move.MilestoneID == m.ID && move.DueOn == m.ProposedOn
		})
	})
	if err != nil || at < 0 {
		return nil, err
	}
	return WhoSent(tx, &asking[at])
}

// WhoSent gives who sent an update: its author, or the recipient of the link by which it was sent; nil where that one is not in duty any
// more, or at another organisation, which may not read of it.
func WhoSent(tx *Tx, u *models.Update) (*Proposer, error) {
	if u.AuthorID != "" {
		return queryOptional[Proposer](tx, "SELECT "+proposerColumns+` FROM people u JOIN organisations o ON o.id = u.organisation_id
			WHERE u.id = ? AND u.active AND u.organisation_id = ? AND u.role = `+quoted(models.Partner), u.AuthorID, u.OrganisationID)
	}
	return queryOptional[Proposer](tx, `SELECT u.id, u.name, u.email, u.language, CASE WHEN u.role <> '' THEN u.id END AS user_id,
			o.id AS organisation_id, o.code AS organisation_code
		FROM update_links l JOIN organisations o ON o.id = l.organisation_id
		JOIN people u ON u.id = COALESCE(l.contact_id, l.user_id) AND u.organisation_id = l.organisation_id AND u.active
			AND u.role IN ('', `+quoted(models.Partner)+`) AND LOWER(u.email) = LOWER(l.recipient)
		WHERE l.update_id = ?`, u.ID)
}

// maxAsking is among how many of an activity's latest updates the one is sought that asks for a date.
const maxAsking = 50

// NeedExtentFor gives how much of a need is open to an audience.
func NeedExtentFor(tx *Tx, need models.ID, audience models.Audience) (models.Extent, error) {
	found, err := queryOne[struct{ Extent models.Extent }](tx, "SELECT ? AS extent FROM needs n WHERE n.id = ?",
		extentTo(tx, audience, "n.id", "n.mission_id"), need)
	return found.Extent, err
}

// DatesToDecide gives the milestones for which another date is asked, the first due first; Ends is the date that is asked for. Managers
// decide.
func DatesToDecide(tx *Tx, limit int) ([]OverviewItem, error) {
	if !tx.actor.SeesAll() {
		return nil, nil
	}
	return queryAll[OverviewItem](tx, `SELECT m.id, m.reference, m.title, m.due_on AS since, m.proposed_on AS ends,
			COUNT(*) OVER () AS total
		FROM milestones m JOIN activities a ON a.id = m.activity_id JOIN projects p ON p.id = a.project_id
		WHERE m.proposed_on IS NOT NULL AND m.status = `+quoted(models.MilestonePlanned)+` AND a.status IN ? AND p.status IN ?
		ORDER BY m.due_on, m.id LIMIT ?`, liveStatuses, liveStatuses, limit)
}
