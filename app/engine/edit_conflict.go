package engine

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"qadam/app/store"
	"qadam/models"
	"qadam/models/jsontext"
)

// maxEdits is how many changes of an object a conflict looks back over.
const maxEdits = 50

// bookkeeping are members that every change changes, or that follow from others.
var bookkeeping = []string{"version", "updated_at", "next_step"}

// tooLate is a change of a version that is no longer there. Explain says what was changed meanwhile; Change asks for it once its
// transaction is over.
type tooLate struct {
	error
	explain func(context.Context, models.Actor) error
}

// Unwrap gives the refusal as it is without that.
func (e *tooLate) Unwrap() error { return e.error }

// explain says with a change that comes too late what was changed meanwhile, and what it wanted to write there. A reader is told of
// members that it sees whole: neither names nor values of others.
func (r *resource[T, I]) explain(
	ctx context.Context, actor models.Actor, id models.ID, version int, apply func(*I) error, err error,
) error {
	var stale *models.Error
	if !errors.As(err, &stale) {
		return err
	}
	conflict, failed := View(r.Engine, ctx, actor, func(tx *store.Tx) (*models.EditConflict, error) {
		return r.conflict(tx, id, version, apply)
	})
	if failed != nil || len(conflict.Edits) == 0 { // it is no version that there was
		return err
	}
	told := *stale
	told.Conflict = conflict
	return &told
}

func (r *resource[T, I]) conflict(tx *store.Tx, id models.ID, version int, apply func(*I) error) (*models.EditConflict, error) {
	shown, err := r.read(tx, id)
	if err != nil {
		return nil, err
	}
	log, err := store.EditsOf(tx, id, maxEdits)
	if err != nil {
		return nil, err
	}
	out := &models.EditConflict{Edits: []models.Edit{}, Fields: []models.ConflictField{}}
	var since []models.Change
	for _, c := range log {
		if versionOf(c.After) > version {
			since = append(since, c)
		}
	}
	if len(since) == 0 {
		return out, nil
	}
	whole, theirs := members(since[0].After), members(shown)
	maps.DeleteFunc(theirs, func(name string, value json.RawMessage) bool {
		return slices.Contains(bookkeeping, name) || string(whole[name]) != string(value) // not shown whole
	})
	slices.Reverse(since)
	if out.Edits, err = editsFor(tx, since, theirs); err != nil {
		return nil, err
	}
	yours := r.yours(shown, apply)
	for _, name := range changedIn(out.Edits) {
		out.Fields = append(out.Fields, models.ConflictField{Field: name, Yours: models.RawJSON(yours[name]),
			Theirs: models.RawJSON(theirs[name])})
	}
	return out, nil
}

// yours are the members that a change would write over those that are there now; none where it cannot be read.
func (r *resource[T, I]) yours(shown *T, apply func(*I) error) map[string]json.RawMessage {
	if apply == nil {
		return nil
	}
	before := members(r.Kind.Input(shown))
	if apply(r.Kind.Input(shown)) != nil { // it is refused for that when it comes in time
		return nil
	}
	after := members(r.Kind.Input(shown))
	maps.DeleteFunc(after, func(name string, value json.RawMessage) bool { return string(before[name]) == string(value) })
	return after
}

// editsFor tells of changes what a reader may know: managers who made each, others the role and an organisation that they see.
func editsFor(tx *store.Tx, since []models.Change, theirs map[string]json.RawMessage) ([]models.Edit, error) {
	var orgs Distinct[models.ID]
	for _, c := range since {
		orgs.Add(c.OrganisationID)
	}
	seen, err := store.Organisations.ByAny(tx, "id", texts(orgs.All))
	if err != nil {
		return nil, err
	}
	names := map[models.ID]string{}
	for _, o := range seen {
		names[o.ID] = o.Name
	}
	edits := []models.Edit{}
	for _, c := range since {
		e := models.Edit{At: c.CreatedAt, Role: c.ActorRole, Organisation: names[c.OrganisationID], Fields: []string{}}
		if a := tx.Actor(); a.SeesAll() || c.ActorID == a.UserID {
			e.Name = c.ActorName
		}
		for _, name := range models.ChangedMembers(c.Before, c.After) {
			if _, visible := theirs[name]; visible {
				e.Fields = append(e.Fields, name)
			}
		}
		if len(e.Fields) > 0 || tx.Actor().SeesAll() { // to others, a change of what they do not see is none
			edits = append(edits, e)
		}
	}
	return edits, nil
}

// changedIn gives the members that some changes changed, each once.
func changedIn(edits []models.Edit) []string {
	var all []string
	for _, e := range edits {
		all = append(all, e.Fields...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// members are those of an object as JSON.
func members(of any) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	b, err := jsontext.Marshal(of)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil { // it is no object, of which there are no members
		return nil
	}
	return out
}

// versionOf is the version of an object as the log keeps it.
func versionOf(kept models.RawJSON) int {
	var meta struct {
		Version int `json:"version"`
	}
	if json.Unmarshal([]byte(kept), &meta) != nil {
		return 0
	}
	return meta.Version
}

func texts(ids []models.ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}
