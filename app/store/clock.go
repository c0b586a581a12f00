package store

import (
	"time"

	"qadam/models"
)

// startedClocks are the clocks that a mission's events started, each with what its object says of the clock since.
var startedClocks = `
	SELECT ` + quoted(models.WatchDraft) + ` AS watches, ` + quoted(models.SubjectMission) +
	` AS subject_type, m.id AS subject_id, m.reference, m.draft_sent_on AS started_on,
		m.status IN (` + quoted(models.MissionReportSent, models.MissionFollowUp, models.MissionClosed) + `) AS answered,
		m.status NOT IN (` + quoted(models.MissionDraftSent, models.MissionReportSent, models.MissionFollowUp, models.MissionClosed) +
	`) AS over, m.version AS edition, m.updated_at AS changed_at, CAST(NULL AS date) AS delivered_until
		FROM missions m WHERE m.id = ? AND m.draft_sent_on IS NOT NULL
	UNION ALL SELECT ` + quoted(models.WatchReport) + `, ` + quoted(models.SubjectMission) +
	`, m.id, m.reference, m.report_sent_on, m.status IN (` + quoted(models.MissionFollowUp, models.MissionClosed) + `),
		m.status NOT IN (` + quoted(models.MissionReportSent, models.MissionFollowUp, models.MissionClosed) + `), m.version, m.updated_at,
		CAST(NULL AS date)
		FROM missions m WHERE m.id = ? AND m.report_sent_on IS NOT NULL
	UNION ALL SELECT ` + quoted(models.WatchMet) + `, ` + quoted(models.SubjectNeed) + `, n.id, n.reference, s.on_date, n.status IN (` +
	quoted(models.NeedMet, models.NeedPartlyMet) + `),
		n.status NOT IN (` + quoted(models.NeedReferred, models.NeedTakenUp, models.NeedInDelivery) + `), n.version, n.updated_at,
		CASE WHEN n.status = ` + quoted(models.NeedInDelivery) + ` THEN ` + deliveredUntil + ` END
		FROM needs n JOIN (SELECT subject_id, MIN(on_date) AS on_date FROM steps WHERE to_status = ` + quoted(models.NeedReferred) +
	` AND NOT proposed
			GROUP BY subject_id) s ON s.subject_id = n.id
		WHERE n.mission_id = ?`

// consentClocks are the consents to a mission, or to what it found, that begin or end at an instant.
var consentClocks = `SELECT c.id AS subject_id, COALESCE(m.reference, n.reference, f.reference) AS reference, c.silence_days,
	c.effective_from, c.expires_at, c.objected_at, c.withdrawn_at, c.created_at, c.version, c.updated_at, c.country_code,
	c.expires_at IS NOT NULL AND ` + renewed + ` AS renewed
	FROM consents c LEFT JOIN missions m ON m.id = c.subject_id LEFT JOIN needs n ON n.id = c.subject_id
		LEFT JOIN findings f ON f.id = c.subject_id
	WHERE c.extent <> ` + noExtent + ` AND COALESCE(m.id, n.mission_id, f.mission_id) = ? ORDER BY c.id`

// consentClock is a consent with what its clocks show.
type consentClock struct {
	SubjectID models.ID
	Reference string
	Renewed   bool
	models.Consent
}

// ClocksOfMission gives the clocks that a mission's events started, as they stand.
func ClocksOfMission(tx *Tx, mission models.ID) ([]models.ClockEvent, error) {
	found, err := queryAll[models.ClockEvent](tx, startedClocks, mission, mission, mission)
	if err != nil {
		return nil, err
	}
	if err := applyAdjustments(tx, found); err != nil {
		return nil, err
	}
	consents, err := queryAll[consentClock](tx, consentClocks, mission)
	if err != nil || len(consents) == 0 {
		return found, err
	}
	zones, err := timeZonesOf(tx, []string{consents[0].CountryCode})
	if err != nil {
		return nil, err
	}
	for _, c := range consents {
		found = append(found, c.clocks(tx.now, zones[c.CountryCode])...)
	}
	return found, nil
}

// clocks are those of a silence procedure and of an expiry.
func (c consentClock) clocks(now time.Time, zone *time.Location) (out []models.ClockEvent) {
	began := models.ClockEvent{SubjectType: "consent", SubjectID: c.SubjectID, Reference: c.Reference,
		StartedOn: models.DateOf(c.CreatedAt.In(zone)), Edition: c.Version, ChangedAt: c.UpdatedAt}
	over := c.ObjectedAt != nil || c.WithdrawnAt != nil
	if c.SilenceDays > 0 {
		s := began
		s.Watches, s.DueOn = models.WatchSilence, models.LastDay(*c.EffectiveFrom, zone)
		s.Answered = c.ObjectedAt != nil || !c.EffectiveFrom.After(now) && (c.WithdrawnAt == nil || c.WithdrawnAt.After(*c.EffectiveFrom))
		s.Over = over
		out = append(out, s)
	}
	if c.ExpiresAt != nil {
		s := began
		s.Watches, s.DueOn = models.WatchExpiry, models.LastDay(*c.ExpiresAt, zone)
		s.Answered, s.Over = c.Renewed && !over, over || !c.ExpiresAt.After(now)
		out = append(out, s)
	}
	return out
}

// clockAdjustment is what somebody set of one clock: another end, or that it was met.
type clockAdjustment struct {
	Watches           models.Watch
	SubjectID         models.ID
	DueOn, MetOn      models.Date
	Reason, ActorName string
}

func applyAdjustments(tx *Tx, found []models.ClockEvent) error {
	subjects := make([]models.ID, len(found))
	for i, c := range found {
		subjects[i] = c.SubjectID
	}
	adjusted, err := queryAll[clockAdjustment](tx, `SELECT watches, subject_id, due_on, met_on, reason, actor_name FROM clocks
		WHERE subject_id IN ?`, subjects)
	for _, k := range adjusted {
		for i := range found {
			if c := &found[i]; c.SubjectID == k.SubjectID && c.Watches == k.Watches {
				if k.DueOn != "" {
					c.DueOn = k.DueOn
				}
				c.MetOn, c.Reason, c.AdjustedBy = k.MetOn, k.Reason, k.ActorName
			}
		}
	}
	return err
}

// MeetClock notes that a clock was met, unless that was noted before.
func MeetClock(tx *Tx, subjectType string, in models.ClockInput) error {
	met, err := exists(tx, "SELECT 1 FROM clocks WHERE subject_id = ? AND watches = ? AND met_on IS NOT NULL", in.SubjectID, in.Watches)
	if err != nil || met {
		return err
	}
	return AdjustClock(tx, subjectType, in)
}

// RestartClock forgets what was set of a clock, since it begins anew; the log keeps it.
func RestartClock(tx *Tx, subject models.ID, watches models.Watch) error {
	_, err := tx.exec("DELETE FROM clocks WHERE subject_id = ? AND watches = ?", subject, watches)
	return err
}

// draftAnswered sets on which day the States answered to the drafts of some missions.
func draftAnswered(tx *Tx, missions []string, index map[models.ID]*models.Mission) error {
	met, err := queryAll[clockAdjustment](tx, `SELECT subject_id, met_on FROM clocks
		WHERE subject_id IN ? AND met_on IS NOT NULL AND watches = `+quoted(models.WatchDraft), missions)
	for _, k := range met {
		index[k.SubjectID].DraftAnsweredOn = k.MetOn
	}
	return err
}

// AdjustClock writes the adjustment of one clock; the log keeps the one before.
func AdjustClock(tx *Tx, subjectType string, in models.ClockInput) error {
	_, err := tx.exec(`INSERT INTO clocks
		(id, version, created_at, updated_at, watches, subject_type, subject_id, due_on, met_on, reason, actor_id, actor_name)
		VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (subject_id, watches) DO UPDATE SET due_on = COALESCE(excluded.due_on, clocks.due_on), met_on = excluded.met_on,
			reason = excluded.reason, actor_id = excluded.actor_id, actor_name = excluded.actor_name,
			version = clocks.version + 1, updated_at = excluded.updated_at`,
		models.NewID(), tx.now, tx.now, in.Watches, subjectType, in.SubjectID, in.EndsOn, in.MetOn, in.Reason, tx.actor.UserID,
		tx.actor.Name)
	return err
}
