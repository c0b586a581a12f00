package store

// BeginRun records that a job runs for a key (a local date, say); false when it has run for that key already.
func BeginRun(tx *Tx, job, key string) (bool, error) {
	n, err := tx.exec(`INSERT INTO job_runs (job, run_key, started_at) VALUES (?, ?, ?)
		ON CONFLICT (job, run_key) DO UPDATE SET started_at = excluded.started_at WHERE job_runs.finished_at IS NULL`, job, key, tx.now)
	return n == 1, err
}

// EndRun records that a job is done for a key.
func EndRun(tx *Tx, job, key string) error {
	_, err := tx.exec("UPDATE job_runs SET finished_at = ? WHERE job = ? AND run_key = ?", tx.now, job, key)
	return err
}
