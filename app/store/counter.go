package store

// NextNumbers takes the next n numbers of a named row of numbers at once, and gives the last of them. Concurrent callers wait
// for each other, so none is given twice.
func NextNumbers(tx *Tx, name string, n int) (int, error) {
	got, err := queryOne[struct{ Last int }](tx, "INSERT INTO counters (name, last) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last "+
		"= counters.last + excluded.last RETURNING last", name, n)
	return got.Last, err
}
