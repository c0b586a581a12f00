package store

import (
	"context"
	"errors"
	"strings"

	"gorm.io/gorm"
)

// Intercept lets a test stand between the store and its database: a statement for which lose says yes gets no answer. It holds for
// all clocks of the store, and is called before the store serves.
func (s *Store) Intercept(lose func() bool) error {
	gone, end := context.WithCancel(context.Background())
	end()
	before := func(db *gorm.DB) {
		// GORM does not tell that a SAVEPOINT failed; what follows it on a lost connection does.
		if !db.DryRun && !strings.Contains(db.Statement.SQL.String(), "SAVEPOINT") && lose() {
			db.Statement.Context = gone
		}
	}
	c := s.db.Callback()
	return errors.Join(
		c.Query().Before("gorm:query").Register("qadam:lose", before), c.Row().Before("gorm:row").Register("qadam:lose", before),
		c.Raw().Before("gorm:raw").Register("qadam:lose", before), c.Create().Before("gorm:create").Register("qadam:lose", before),
		c.Update().Before("gorm:update").Register("qadam:lose", before), c.Delete().Before("gorm:delete").Register("qadam:lose", before))
}
