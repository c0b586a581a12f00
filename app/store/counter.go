package store

// NextNumbers takes the next n numbers of a named counter, and gives the last of them. Concurrent transactions wait for each
// other, so that no number is given twice.
func NextNumbers(tx *Tx, name string, n int) (int, error) {
	got, err := queryOne[struct{ Last int }](tx, `INSERT INTO counters (name, last) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET last = counters.last + excluded.last RETURNING last`, name, n)
	return got.Last, err
}
