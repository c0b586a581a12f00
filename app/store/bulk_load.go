package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm"

	"qadam/models"
)

// BulkLoad loads very many rows of any nouns in one transaction without a time limit.
type BulkLoad struct {
	*Tx
	write rowWriter
}

// BulkLoad runs fn in one transaction: all of it is kept, or nothing.
func (s *Store) BulkLoad(ctx context.Context, actor models.Actor, fn func(*BulkLoad) error) error {
	err := s.db.WithContext(ctx).Connection(func(db *gorm.DB) error {
		conn := db.Statement.ConnPool.(*sql.Conn)
		return db.Transaction(func(db *gorm.DB) error {
			tx := s.begin(ctx, db, actor)
			if err := fn(&BulkLoad{tx, s.dialect.load(tx, conn)}); err != nil {
				return err
			}
			return tx.appendLog()
		})
	})
	return s.modelError(err)
}

// LoadInto writes rows with the ids, versions and times that they have, and what belongs to them.
func LoadInto[T any](l *BulkLoad, n *Noun[T], found []*T) error {
	return n.insertAll(l.Tx, found, l.write)
}

// Analyze renews the statistics by which the database plans its queries.
func (s *Store) Analyze(ctx context.Context) error {
	return s.modelError(s.db.WithContext(ctx).Exec(s.dialect.analyze).Error)
}

// Tend renews the statistics of tables that have none, or that have grown or shrunk much, from a sample of each. On Postgres the
// database does so by itself (autovacuum).
func (s *Store) Tend(ctx context.Context) error {
	return s.modelError(s.db.WithContext(ctx).Connection(func(db *gorm.DB) error {
		for _, statement := range s.dialect.tend {
			if err := db.Exec(statement).Error; err != nil {
				return err
			}
		}
		return nil
	}))
}

// HasData tells whether there is more than reference data and accounts.
func HasData(tx *Tx) (bool, error) {
	for _, table := range []string{
		Organisations.Table, Institutions.Table, Rates.Table, Missions.Table, Needs.Table, Projects.Table, Activities.Table,
		Transactions.Table, Consents.Table,
	} {
		found, err := queryAll[struct{ ID models.ID }](tx, "SELECT id FROM "+table+" LIMIT 1")
		if err != nil || len(found) > 0 {
			return len(found) > 0, err
		}
	}
	return false, nil
}
