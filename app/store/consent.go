package store

import "qadam/models"

// Consents are the entries of the ledger of what States let be shared.
var Consents = &Noun[models.Consent]{
	Table: "consents", Name: "consent", Scope: ownCountry("consents"),
	Filters: []Filter{
		ids("subject_id", "consents.subject_id IN ?", "Missions, findings or needs"),
		enum[models.ConsentSubject]("subject_type", "consents.subject_type IN ?"),
		enum[models.Audience]("audience", "consents.audience IN ?"),
		countries("country", "consents.country_code IN ?"),
		asOf(enum[models.ConsentStatus]("state", `CASE WHEN consents.objected_at IS NOT NULL THEN `+quoted(models.ConsentObjected)+`
			WHEN consents.withdrawn_at IS NOT NULL THEN `+quoted(models.ConsentWithdrawn)+`
			WHEN consents.effective_from > @now THEN CASE WHEN consents.silence_days > 0 THEN `+quoted(models.ConsentSilence)+
			` ELSE `+quoted(models.ConsentToCome)+` END
			WHEN consents.expires_at <= @now THEN `+quoted(models.ConsentExpired)+` ELSE `+quoted(models.ConsentInForce)+` END IN @value`)),
	},
	Sorts: []Sort{byCreated("consents")},
	Load: func(tx *Tx, found []*models.Consent) error {
		for _, c := range found {
			c.State = c.StateAt(tx.now)
		}
		return nil
	},
}

// KeepConsentEffect writes what the end of an entry changed; the end itself counted the version up.
func KeepConsentEffect(tx *Tx, c *models.Consent) error {
	return tx.db.Table("consents").Where("id = ?", c.ID).Select("effect", "effect_items").UpdateColumns(c).Error
}

// ConsentsOn gives the entries that apply to an item: its own and its mission's, the latest first.
func ConsentsOn(tx *Tx, item, mission models.ID) ([]models.Consent, error) {
	q := Consents.selectVisible(tx).Where("consents.subject_id IN ?", itemAndMission(item, mission))
	return Consents.find(tx, q.Order("consents.effective_from DESC, consents.id DESC"))
}

func itemAndMission(item, mission models.ID) []models.ID {
	if mission == "" {
		return []models.ID{item}
	}
	return []models.ID{item, mission}
}

// RunningSilenceProcedures gives and locks the silence procedures that are under way: those of a State, or those that apply to a
// subject or, if it is a mission, to what it found.
func RunningSilenceProcedures(tx *Tx, country string, subject models.ID, audiences []models.Audience) ([]models.Consent, error) {
	q := Consents.selectColumns(tx).Where(`consents.silence_days > 0 AND consents.effective_from > ? AND consents.objected_at IS NULL
		AND consents.withdrawn_at IS NULL AND consents.country_code = ?`, tx.now, country)
	if subject != "" {
		q = q.Where(`consents.audience IN ? AND (consents.subject_id = ?
			OR consents.subject_id IN (SELECT f.id FROM findings f WHERE f.mission_id = ?)
			OR consents.subject_id IN (SELECT n.id FROM needs n WHERE n.mission_id = ?))`, audiences, subject, subject, subject)
	}
	return scanStructs[models.Consent](tx, q.Clauses(tx.dialect.locking()...).Order("consents.id"))
}
