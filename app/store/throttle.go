package store

import "time"

// Throttle takes one try of a name: burst tries at once, and then one at each interval. It gives how long to wait, 0 when the
// try is granted. All servers count together.
func Throttle(tx *Tx, name string, burst int, every time.Duration) (time.Duration, error) {
	now, step := tx.now.UnixMicro(), every.Microseconds()
	latest := now + step*int64(burst-1)
	n, err := tx.exec(`INSERT INTO throttles (name, free_at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE
		SET free_at = CASE WHEN throttles.free_at > ? THEN throttles.free_at ELSE ? END + ? WHERE throttles.free_at <= ?`,
		name, now+step, now, now, step, latest)
	if err != nil || n == 1 {
		return 0, err
	}
	held, err := queryOne[struct{ FreeAt int64 }](tx, "SELECT free_at FROM throttles WHERE name = ?", name)
	return time.Duration(held.FreeAt-latest) * time.Microsecond, err
}
