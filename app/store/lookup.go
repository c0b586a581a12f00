package store

import (
	"fmt"
	"maps"
	"slices"

	"qadam/app/store/batch"
	"qadam/models"
	"qadam/models/fold"
)

// Taken tells which of some references are in use, in capitals or not.
func (n *Noun[T]) Taken(tx *Tx, references []string) (map[string]bool, error) {
	found, err := n.byReference(tx, references, "id", everything)
	taken := make(map[string]bool, len(found))
	for reference := range found {
		taken[reference] = true
	}
	return taken, err
}

// byReference gives a column of the rows of a condition by some references as they are given, in capitals or not.
func (n *Noun[T]) byReference(tx *Tx, references []string, column string, which Where) (map[string]string, error) {
	keys := make([]string, len(references)) // of references, which are plain letters, small ones
	for i, r := range references {
		keys[i] = fold.Key(r)
	}
	rows := map[string]string{}
	for some := range batch.Padded(keys) {
		found, err := queryAll[struct{ K, V string }](tx, fmt.Sprintf(`SELECT LOWER(%[1]s.reference) AS k, CAST(%[1]s.%[2]s AS text) AS v
			FROM %[1]s WHERE LOWER(%[1]s.reference) IN ? AND (?)`, n.Table, column), some, which)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			rows[f.K] = f.V
		}
	}
	out := make(map[string]string, len(rows))
	for i, r := range references {
		if v, found := rows[keys[i]]; found {
			out[r] = v
		}
	}
	return out, nil
}

// Lookup gives one column by another one, key, of the visible rows whose key is among some values: ids by references, or codes by
// ids. Both columns must be visible on partly shared rows.
func (n *Noun[T]) Lookup(tx *Tx, key, column string, values []string) (map[string]string, error) {
	if key == "reference" {
		return n.byReference(tx, values, column, n.Scope(tx))
	}
	query := fmt.Sprintf(`SELECT CAST(%[1]s.%[2]s AS text) AS k, CAST(%[1]s.%[3]s AS text) AS v FROM %[1]s
		WHERE %[1]s.%[2]s IN ? AND (?)`, n.Table, key, column)
	out := make(map[string]string, len(values))
	for some := range batch.Padded(values) {
		found, err := queryAll[struct{ K, V string }](tx, query, some, n.Scope(tx))
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			out[f.K] = f.V
		}
	}
	return out, nil
}

// ByAny gives the visible rows whose column has one of some values, without lists and child rows.
func (n *Noun[T]) ByAny(tx *Tx, column string, values []string) ([]*T, error) {
	var all []*T
	for some := range batch.Padded(values) {
		var found []*T
		if err := n.selectVisible(tx).Where(n.Table+"."+column+" IN ?", some).Find(&found).Error; err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, n.mask(tx, all)
}

// Whole gives the visible rows with some ids, with their lists and child rows.
func (n *Noun[T]) Whole(tx *Tx, all []models.ID) ([]*T, error) {
	values := make([]string, len(all))
	for i, id := range all {
		values[i] = string(id)
	}
	found, err := n.ByAny(tx, "id", values)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found, n.load(tx, found)
}

// Visible tells which of some ids the actor sees.
func (n *Noun[T]) Visible(tx *Tx, all []models.ID) (map[models.ID]bool, error) {
	visible := map[models.ID]bool{}
	for some := range batch.Padded(all) {
		found, err := n.visible(tx, some)
		if err != nil {
			return nil, err
		}
		maps.Copy(visible, found)
	}
	return visible, nil
}

// visible is Visible for as many ids as one statement takes.
func (n *Noun[T]) visible(tx *Tx, all []models.ID) (map[models.ID]bool, error) {
	found, err := queryIDs(tx, "SELECT "+n.Table+".id FROM "+n.Table+" WHERE "+n.Table+".id IN ? AND ?", all, n.Scope(tx))
	visible := make(map[models.ID]bool, len(found))
	for _, id := range found {
		visible[id] = true
	}
	return visible, err
}

// RequireVisible refuses the first of some ids that the actor does not see; pointer names the field that gave them.
func (n *Noun[T]) RequireVisible(tx *Tx, pointer string, all ...models.ID) error {
	given := slices.DeleteFunc(slices.Clone(all), func(id models.ID) bool { return id == "" })
	if len(given) == 0 {
		return nil
	}
	visible, err := n.visible(tx, given)
	if err != nil {
		return err
	}
	for _, id := range given {
		if !visible[id] {
			return models.Fault(pointer, "There is nothing with the id %s, or you may not see it.", id)
		}
	}
	return nil
}
