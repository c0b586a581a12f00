package store

import (
	"strings"

	"gorm.io/gorm"

	"qadam/models"
)

// List gives one page of the visible rows, in a stable order. A key-set cursor stands on the last row's sort value and id,
// so that no page is skipped or repeated while others write. Which rows stand on the page is found by their ids alone, so
// that the database can do it within an index, and only these rows are read.
func (n *Noun[T]) List(tx *Tx, q models.ListQuery) (models.Page[T], error) {
	db := n.scoped(tx, tx.db.Table(n.Table).Select(n.Table+".id"))
	masked, err := n.filter(tx, db, q)
	if err != nil {
		return models.Page[T]{}, err
	}
	if n.Searchable && strings.TrimSpace(q.Words) != "" {
		if err := n.search(tx, masked, q.Words); err != nil {
			return models.Page[T]{}, err
		}
	}
	sort, err := n.order(tx, q.Sort)
	if err != nil {
		return models.Page[T]{}, err
	}
	limit := min(max(q.Limit, 0), models.MaxLimit)
	if limit == 0 {
		limit = models.DefaultLimit
	}
	page, err := n.page(tx, masked, sort, q.Cursor, limit)
	if err != nil {
		return models.Page[T]{}, err
	}
	n.logRead(tx, &q, pointers(page.Items)...)
	return page, nil
}

// page adds order, cursor and limit to the SELECT of ids, and reads the rows.
func (n *Noun[T]) page(tx *Tx, db *gorm.DB, s Sort, from string, limit int) (models.Page[T], error) {
	var none models.Page[T]
	dir, than := " ASC", " > "
	if s.Desc {
		dir, than = " DESC", " < "
	}
	id := n.Table + ".id"
	if from != "" {
		c, err := readCursor(from, s.name(), s.Number)
		if err != nil {
			return none, err
		}
		if s.Column == id {
			db = db.Where(id+than+"?", c.ID)
		} else {
			db = db.Where("("+s.Column+", "+id+")"+than+"(?, ?)", c.Value, c.ID)
		}
	}
	order := s.Column + dir
	if s.Column != id {
		order += ", " + id + dir
	}
	standing := db.Order(order).Limit(limit + 1)
	items, err := scanStructs[T](tx, n.selectColumns(tx, n.HeavyColumns...).Where(id+" IN (?)", standing).Order(order))
	if err != nil {
		return none, err
	}
	page := models.Page[T]{Items: items[:min(limit, len(items)):len(items)]}
	if len(items) > limit {
		if page.Next, err = n.cursorAt(tx, s, &items[limit-1]); err != nil {
			return none, err
		}
	}
	found := pointers(page.Items)
	if err := n.load(tx, found); err != nil {
		return none, err
	}
	if err := n.mask(tx, found); err != nil {
		return none, err
	}
	return page, nil
}

// selectIDs begins a SELECT of the ids of the rows that the actor sees and a query asks for.
func (n *Noun[T]) selectIDs(tx *Tx, q models.ListQuery) (any, error) {
	db := n.scoped(tx, tx.db.Table(n.Table).Select(n.Table+".id"))
	db, err := n.filter(tx, db, q)
	if err == nil && strings.TrimSpace(q.Words) != "" {
		err = n.search(tx, db, q.Words)
	}
	return db, err
}
