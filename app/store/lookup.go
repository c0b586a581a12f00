package store

import (
	"fmt"
	"maps"

	"qadam/app/store/batch"
	"qadam/models"
)

// TakenOf tells which of some references are in use.
func TakenOf(tx *Tx, table string, references []string) (map[string]bool, error) {
	taken := map[string]bool{}
	for some := range batch.Padded(references) {
		found, err := queryAll[struct{ Reference string }](tx, "SELECT reference FROM "+table+" WHERE reference IN ?", some)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			taken[f.Reference] = true
		}
	}
	return taken, nil
}

// Lookup gives, of the rows that the actor sees and whose column key has one of some values, another column by the first:
// ids by references, or codes by ids. Both columns must be such as even a partly shared row opens.
func (n *Noun[T]) Lookup(tx *Tx, key, name string, values []string) (map[string]string, error) {
	scope := n.Scope(tx)
	query := fmt.Sprintf("SELECT CAST(%[1]s.%[2]s AS text) AS k, CAST(%[1]s.%[3]s AS text) AS name FROM %[1]s WHERE %[1]s.%[2]s IN ? "+
		"AND (%[4]s)", n.Table, key, name, scope.SQL)
	names := make(map[string]string, len(values))
	for some := range batch.Padded(values) {
		found, err := queryAll[struct{ K, Name string }](tx, query, append([]any{some}, scope.Args...)...)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			names[f.K] = f.Name
		}
	}
	return names, nil
}

// Visible tells which of some ids the actor sees.
func (n *Noun[T]) Visible(tx *Tx, all []models.ID) (map[models.ID]bool, error) {
	seen := map[models.ID]bool{}
	for some := range batch.Padded(all) {
		found, err := n.visibleOf(tx, some)
		if err != nil {
			return nil, err
		}
		maps.Copy(seen, found)
	}
	return seen, nil
}

// ByAny gives the rows that the actor sees and whose column has one of some values, without child rows.
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

// visibleOf tells which of some ids the actor sees.
func (n *Noun[T]) visibleOf(tx *Tx, all []models.ID) (map[models.ID]bool, error) {
	scope := n.Scope(tx)
	found, err := queryAll[struct{ ID models.ID }](tx, "SELECT "+n.Table+".id FROM "+n.Table+" WHERE "+n.Table+".id IN ? AND "+scope.SQL,
		append([]any{all}, scope.Args...)...)
	seen := make(map[models.ID]bool, len(found))
	for _, f := range found {
		seen[f.ID] = true
	}
	return seen, err
}

// RequireVisible refuses as missing the first of some ids that the actor does not see; pointer names the field that gave them.
func (n *Noun[T]) RequireVisible(tx *Tx, pointer string, all ...models.ID) error {
	given := all[:0:0]
	for _, id := range all {
		if id != "" {
			given = append(given, id)
		}
	}
	if len(given) == 0 {
		return nil
	}
	seen, err := n.visibleOf(tx, given)
	if err != nil {
		return err
	}
	for _, id := range given {
		if !seen[id] {
			return models.Fault(pointer, "There is nothing with the id %s, or you may not see it.", id)
		}
	}
	return nil
}
