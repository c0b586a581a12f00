package store

import (
	"database/sql"

	"gorm.io/gorm"
)

// maxSecondConnections is how many transactions may hold a second connection at once: far fewer than the pool has, so that they
// cannot wait for each other.
const maxSecondConnections = 4

// Parallel runs two reads of one snapshot on two connections that share it, where the database can and has room; else one after
// the other. Postgres works on one core a connection.
func (tx *Tx) Parallel(one, other func(*Tx) error) error {
	if tx.store == nil || tx.dialect.exportSnapshot == "" {
		return sequentially(tx, one, other)
	}
	select {
	case tx.store.seconds <- struct{}{}:
		defer func() { <-tx.store.seconds }()
	default:
		return sequentially(tx, one, other)
	}
	var picture string
	if err := tx.db.Raw(tx.dialect.exportSnapshot).Scan(&picture).Error; err != nil {
		return err
	}
	done := make(chan func() error, 1)
	second := *tx
	second.store, second.journal = nil, &journal{}
	go func() {
		end := func() error { return nil }
		defer func() { // a panic is raised again in the goroutine that waits
			if fault := recover(); fault != nil {
				end = func() error { panic(fault) }
			}
			done <- end
		}()
		err := tx.store.db.WithContext(tx.db.Statement.Context).Transaction(func(db *gorm.DB) error {
			second.db = db
			// It takes no parameter; the name is the database's own.
			if err := db.Exec(tx.dialect.takeSnapshot + "'" + picture + "'").Error; err != nil {
				return err
			}
			return other(&second)
		}, &sql.TxOptions{ReadOnly: true, Isolation: tx.dialect.snapshot()})
		end = func() error { return err }
	}()
	err := one(tx)
	beside := (<-done)()
	tx.journal.reads = append(tx.journal.reads, second.journal.reads...)
	if err != nil {
		return err
	}
	return beside
}

func sequentially(tx *Tx, one, other func(*Tx) error) error {
	if err := one(tx); err != nil {
		return err
	}
	return other(tx)
}
