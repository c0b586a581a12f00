package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm"

	"qadam/models"
)

// Load brings in a great many rows of any nouns in one transaction, which takes as long as it takes.
type Load struct {
	*Tx
	write writer
}

// Load runs fn in one transaction: all of it is kept, or nothing.
func (s *Store) Load(ctx context.Context, actor models.Actor, fn func(*Load) error) error {
	err := s.db.WithContext(ctx).Connection(func(db *gorm.DB) error {
		conn := db.Statement.ConnPool.(*sql.Conn)
		return db.Transaction(func(db *gorm.DB) error {
			tx := s.begin(ctx, db, actor)
			if err := fn(&Load{tx, s.dialect.load(tx, conn)}); err != nil {
				return err
			}
			return tx.seal()
		})
	})
	return s.explain(err)
}

// LoadInto writes rows with the ids, versions and times that they have, and what hangs on them.
func LoadInto[T any](l *Load, n *Noun[T], found []*T) error { return n.put(l.Tx, found, l.write) }

// Settle lets the database look at what it holds now, so that it plans its queries by that.
func (s *Store) Settle(ctx context.Context) error {
	return s.explain(s.db.WithContext(ctx).Exec(s.dialect.settle).Error)
}

// HoldsData tells whether there is anything beyond reference data and the accounts of those who run the installation.
func HoldsData(tx *Tx) (bool, error) {
	for _, table := range []string{"organisations", "institutions", "rates", "missions", "needs", "projects", "activities", "transactions", "consents"} {
		found, err := rows[struct{ ID models.ID }](tx, "SELECT id FROM "+table+" LIMIT 1")
		if err != nil || len(found) > 0 {
			return len(found) > 0, err
		}
	}
	return false, nil
}

// What hangs on the nouns that can be loaded, as their Save writes it.

func tiesOfMission(m *models.Mission) []ties {
	parts := ties{table: "mission_parts", columns: []string{"mission_id", "position", "starts_on", "ends_on", "place"}}
	for i, p := range m.Parts {
		parts.rows = append(parts.rows, []any{m.ID, i, p.StartsOn, p.EndsOn, p.Place})
	}
	sessions := ties{table: "mission_sessions", columns: []string{"id", "mission_id", "position", "on_date", "title", "institution_ids"}}
	for i, s := range m.Sessions {
		met, _ := jsonText(orEmpty(s.InstitutionIDs)) // a list of texts is always JSON
		sessions.rows = append(sessions.rows, []any{s.ID, m.ID, i, s.OnDate, s.Title, met})
	}
	return []ties{parts, sessions, tie(missionLinks[0], m.ID, m.ParticipantIDs), tie(missionLinks[1], m.ID, m.InstitutionIDs)}
}

func tiesOfActivity(a *models.Activity) []ties {
	partners := ties{table: "activity_partners", columns: []string{"activity_id", "organisation_id", "partner_role", "position"}}
	for i, p := range a.Partners {
		partners.rows = append(partners.rows, []any{a.ID, p.OrganisationID, p.PartnerRole, i})
	}
	needs := ties{table: "activity_needs", columns: []string{"activity_id", "need_id", "share"}}
	for _, n := range a.Needs {
		needs.rows = append(needs.rows, []any{a.ID, n.NeedID, n.Share})
	}
	return []ties{tie(activityLinks[0], a.ID, a.ThemeCodes), tie(activityLinks[1], a.ID, a.InstitutionIDs), partners, needs}
}

func tiesOfIndicator(i *models.Indicator) []ties {
	periods := ties{table: "indicator_periods", columns: []string{"indicator_id", "position", "starts_on", "ends_on", "group_name", "target", "actual"}}
	for n, p := range i.Periods {
		periods.rows = append(periods.rows, []any{i.ID, n, p.StartsOn, p.EndsOn, p.Group, p.Target, p.Actual})
	}
	return []ties{periods}
}
