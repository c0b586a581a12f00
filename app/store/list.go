package store

import (
	"strings"

	"gorm.io/gorm"

	"qadam/models"
)

// List gives one page of the visible rows, in a stable order. A key-set cursor holds the last row's sort value and id, so that
// no row is skipped or repeated while others write. The ids of the page are found first, which an index can do alone.
func (n *Noun[T]) List(tx *Tx, q models.ListQuery) (models.Page[T], error) {
	sort, err := n.order(tx, q.Sort)
	if err != nil {
		return models.Page[T]{}, err
	}
	part, err := n.pagePart(q, sort)
	if err != nil {
		return models.Page[T]{}, err
	}
	db, err := n.selectPart(tx, q, part)
	if err != nil {
		return models.Page[T]{}, err
	}
	page, err := n.page(tx, db, sort, q.Cursor, pageLimit(q))
	if err == nil && q.Count {
		page.Total, err = n.total(tx, q)
	}
	if err != nil {
		return models.Page[T]{}, err
	}
	n.logRead(tx, &q, pointers(page.Items)...)
	return page, nil
}

// selectIDs begins a SELECT of the ids of the visible rows that a query asks for.
func (n *Noun[T]) selectIDs(tx *Tx, q models.ListQuery) (*gorm.DB, error) {
	return n.selectPart(tx, q, pagePart{})
}

// pagePart gives the part of a list that a page can hold, where the list is in the order of its ids and one condition makes it.
func (n *Noun[T]) pagePart(q models.ListQuery, s Sort) (pagePart, error) {
	if s.Column != n.Table+".id" || len(q.Filters) != 1 || strings.TrimSpace(q.Words) != "" {
		return pagePart{}, nil
	}
	part := pagePart{dir: ascending, limit: pageLimit(q) + 1}
	if s.Desc {
		part.dir = descending
	}
	if q.Cursor == "" {
		return part, nil
	}
	c, err := readCursor(q.Cursor, s)
	part.beyond, part.cursor = " > ?", c.ID
	if s.Desc {
		part.beyond = " < ?"
	}
	return part, err
}

// selectPart is selectIDs for a page.
func (n *Noun[T]) selectPart(tx *Tx, q models.ListQuery, part pagePart) (*gorm.DB, error) {
	db, err := n.filter(tx, n.scoped(tx, tx.db.Table(n.Table).Select(n.Table+".id")), q, part)
	if err == nil && n.Searchable && strings.TrimSpace(q.Words) != "" {
		db, err = n.search(tx, db, q.Words)
	}
	return db, err
}

// total counts the visible rows that a query asks for, on whichever page.
func (n *Noun[T]) total(tx *Tx, q models.ListQuery) (*int, error) {
	db, err := n.selectIDs(tx, q)
	if err != nil {
		return nil, err
	}
	total, err := count(tx, "SELECT COUNT(*) FROM (?) AS found", db)
	return &total, err
}

// pageLimit is how many rows a page of a query has at most. Rows that are asked for by their ids come on one page.
func pageLimit(q models.ListQuery) int {
	switch {
	case q.Stream:
		return models.StreamLimit
	case q.Limit > 0:
		return min(q.Limit, models.MaxLimit)
	case q.Filters[idFilter] != "":
		return maxFilterValues
	}
	return models.DefaultLimit
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
		c, err := readCursor(from, s)
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
	ids := db.Order(order).Limit(limit + 1)
	items, err := scanStructs[T](tx, n.selectColumns(tx, n.HeavyColumns...).Where(id+" IN (?)", ids).Order(order))
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
	return page, n.mask(tx, found)
}
