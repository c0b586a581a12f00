package store

import (
	"cmp"
	"time"

	"qadam/models"
)

// Files are the files that were uploaded.
var Files = &Noun[models.File]{
	Table: "files", Name: "file", Scope: fileScope,
	Filters: []Filter{
		ids("subject_id", "files.id IN (SELECT fu.file_id FROM file_uses fu WHERE fu.subject_id IN ?)", "What has them as documents"),
		enum[models.FileState]("state", "files.state IN ?"),
	},
	Sorts: []Sort{byCreated("files")},
}

// fileUses are the files that the documents of an object name.
func fileUses(kind models.FileSubject, of models.ID, documents []models.Document) childRows {
	c := childRows{table: "file_uses", owner: "subject_id", columns: []string{"subject_id", "subject_type", "file_id"}}
	for _, id := range models.FilesOf(documents) {
		c.rows = append(c.rows, []any{of, kind, id})
	}
	return c
}

// ownFiles is the condition of files that the actor uploaded: its own, or through a link those of its organisation.
func ownFiles(tx *Tx) Where {
	return where("files.author_id IS NOT DISTINCT FROM ? AND files.organisation_id IS NOT DISTINCT FROM ?", tx.actor.UserID,
		tx.actor.OrganisationID)
}

// UsableFiles gives those of some files that the actor's documents may name: its own, and those of other objects.
func UsableFiles(tx *Tx, all []models.ID, of ...models.ID) ([]models.ID, error) {
	if len(all) == 0 {
		return nil, nil
	}
	return queryIDs(tx, `SELECT files.id FROM files WHERE files.id IN ? AND (? OR files.id IN (SELECT fu.file_id FROM file_uses fu
		WHERE fu.subject_id IN ?))`, all, ownFiles(tx), append([]models.ID{models.NilID}, of...))
}

// loose is the condition of files that no document names.
const loose = "NOT EXISTS (SELECT 1 FROM file_uses fu WHERE fu.file_id = files.id)"

// LooseFiles counts the files of the actor that no document names.
func LooseFiles(tx *Tx) (int, error) {
	return count(tx, "SELECT COUNT(*) FROM files WHERE ? AND "+loose, ownFiles(tx))
}

// DeleteLooseFiles deletes files that were uploaded before an instant and that no document names, and gives which.
func DeleteLooseFiles(tx *Tx, before time.Time, limit int) ([]models.ID, error) {
	return queryIDs(tx, `DELETE FROM files WHERE files.id IN (SELECT files.id FROM files WHERE files.created_at < ? AND `+loose+`
		ORDER BY files.id LIMIT ?) AND `+loose+` RETURNING files.id`, before, limit)
}

// UncheckedFiles gives files after one that no antivirus has looked at, the oldest first.
func UncheckedFiles(tx *Tx, after models.ID, limit int) ([]models.ID, error) {
	return queryIDs(tx, "SELECT id FROM files WHERE state = "+quoted(models.FileUnchecked)+" AND id > ? ORDER BY id LIMIT ?", after, limit)
}

// KnownFiles gives those of some ids that are files.
func KnownFiles(tx *Tx, all []models.ID) ([]models.ID, error) {
	if len(all) == 0 {
		return nil, nil
	}
	return queryIDs(tx, "SELECT id FROM files WHERE id IN ?", all)
}

// KeptFile is what proves the bytes of a file.
type KeptFile struct {
	ID     models.ID
	SHA256 string
	// Used tells that a document names it: one that none names may be cleared at any time.
	Used bool
}

// KeptFiles gives the files whose bytes are kept, a page at a time, in the order of their ids.
func KeptFiles(tx *Tx, after models.ID, limit int) ([]KeptFile, error) {
	return queryAll[KeptFile](tx, "SELECT files.id, files.sha256, NOT ("+loose+") AS used FROM files WHERE files.state <> "+
		quoted(models.FileHarmful)+" AND files.id > ? ORDER BY files.id LIMIT ?", cmp.Or(after, models.NilID), limit)
}
