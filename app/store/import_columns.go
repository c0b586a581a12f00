package store

import (
	"encoding/json"

	"qadam/models"
)

// ImportColumns are the headings of files that a person has matched to columns before.
func ImportColumns(tx *Tx, user models.ID) (map[string]string, error) {
	kept := map[string]string{}
	row, err := queryOptional[struct{ Columns string }](tx, "SELECT columns FROM import_columns WHERE user_id = ?", user)
	if err != nil || row == nil {
		return kept, err
	}
	return kept, json.Unmarshal([]byte(row.Columns), &kept)
}

// KeepImportColumns keeps what a person has matched, in the place of what was kept before.
func KeepImportColumns(tx *Tx, user models.ID, columns map[string]string) error {
	written, err := json.Marshal(columns)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO import_columns (user_id, columns, updated_at) VALUES (?, ?, ?)
		ON CONFLICT (user_id) DO UPDATE SET columns = excluded.columns, updated_at = excluded.updated_at`, user, string(written), tx.now)
	return err
}
