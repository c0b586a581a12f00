package store

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"qadam/models"
)

// readEvent is what one query returned: rows of a noun, the query, and the actor who read them; a job or an update link may read
// as another actor within the system's transaction.
type readEvent struct {
	actor     models.Actor
	noun      string
	query     *models.ListQuery // nil for one object
	rows      []SharedRow
	byConsent bool // whether consent decides on rows of this noun
}

// SharedRow is one row that is given out: how much of it, models.ExtentPartial or ExtentFull.
type SharedRow struct {
	ID     models.ID
	Extent models.Extent
}

// logRead logs rows that Get or List returns. Reads of restricted records are logged before the answer is sent.
func (n *Noun[T]) logRead(tx *Tx, query *models.ListQuery, found ...*T) {
	if n.Unrestricted {
		return
	}
	shown := make([]SharedRow, len(found))
	for i, r := range found {
		meta := any(r).(models.Entity).Meta()
		shown[i] = SharedRow{ID: meta.ID, Extent: models.ExtentFull}
		if n.Extent != nil && meta.Version == 0 { // masked
			shown[i].Extent = models.ExtentPartial
		}
	}
	tx.addRead(readEvent{noun: n.Name, query: query, rows: shown, byConsent: n.Extent != nil})
}

// addRead keeps a read for the log. Reads of the program's own jobs are not logged, nor those of the public: what is open to it is
// restricted no more, its entry in the ledger says since when, and anybody could fill the log.
func (tx *Tx) addRead(s readEvent) {
	if s.actor = tx.actor; s.actor.Role != models.System && s.actor.Role != models.Public {
		tx.journal.reads = append(tx.journal.reads, s)
	}
}

// LogNamed logs rows that are named beside the ids of another answer.
func (n *Noun[T]) LogNamed(tx *Tx, found []*T) {
	if len(found) > 0 {
		n.logRead(tx, &models.ListQuery{}, found...)
	}
}

// LogExport logs rows of a page that goes into a file, where List does not.
func (n *Noun[T]) LogExport(tx *Tx, query models.ListQuery, page []T) {
	if n.Unrestricted {
		shown := make([]SharedRow, len(page))
		for i := range page {
			shown[i] = SharedRow{ID: any(&page[i]).(models.Entity).Meta().ID, Extent: models.ExtentFull}
		}
		tx.addRead(readEvent{noun: n.Name, query: &query, rows: shown})
	}
}

// LogRows logs rows that a query of its own returns.
func (n *Noun[T]) LogRows(tx *Tx, shown ...SharedRow) {
	if len(shown) > 0 {
		tx.addRead(readEvent{noun: n.Name, rows: shown, query: &models.ListQuery{}, byConsent: n.Extent != nil})
	}
}

// LogDerived logs something that is made of records, such as a donor's summary.
func LogDerived(tx *Tx, noun string, of models.ID) {
	tx.addRead(readEvent{noun: noun, rows: []SharedRow{{of, models.ExtentFull}}})
}

// readDetails is what an entry of a read keeps: the ids, those shown as summary only, and the query.
type readDetails struct {
	IDs     []models.ID       `json:"ids,omitempty"`
	Summary []models.ID       `json:"summary_only,omitempty"`
	Count   int               `json:"count"`
	Filters map[string]string `json:"filters,omitempty"`
	Words   string            `json:"q,omitempty"`
	Sort    string            `json:"sort,omitempty"`
	Cursor  string            `json:"cursor,omitempty"`
}

// entry makes the log's entry of a read.
func (s readEvent) entry(tx *Tx) (models.Change, error) {
	kept := readDetails{Count: len(s.rows)}
	for _, r := range s.rows {
		if r.Extent == models.ExtentPartial {
			kept.Summary = append(kept.Summary, r.ID)
		}
	}
	c := models.Change{ID: models.NewID(), CreatedAt: tx.now, Kind: models.LogRead, Action: s.action(tx), SubjectType: s.noun,
		RequestID: tx.request.ID}
	c.Sign(s.actor)
	if s.query == nil {
		c.SubjectID = s.rows[0].ID
	} else {
		for _, r := range s.rows {
			kept.IDs = append(kept.IDs, r.ID)
		}
		kept.Filters, kept.Words, kept.Sort, kept.Cursor = s.query.Filters, s.query.Words, s.query.Sort, s.query.Cursor
	}
	text, err := jsonText(kept)
	c.After = models.RawJSON(text)
	return c, err
}

// action is the intention of the request, or of the query where there is no request.
func (s readEvent) action(tx *Tx) string {
	if s.query == nil {
		return cmp.Or(tx.request.Action, s.noun+".get")
	}
	return cmp.Or(tx.request.Action, s.noun+".list")
}

// releases gives what of a read consent had opened for its reader.
func (s readEvent) releases(tx *Tx) []models.Release {
	audience := s.actor.Audience()
	if audience == "" || !s.byConsent || s.actor.ViewedBy != "" { // viewing as a reader releases nothing to that reader
		return nil
	}
	reader := cmp.Or(s.actor.UserID, models.NilID) // a reader without an account
	out := make([]models.Release, len(s.rows))
	for i, r := range s.rows {
		out[i] = models.Release{SubjectType: models.ConsentSubject(s.noun), SubjectID: r.ID, Extent: r.Extent, UserID: reader,
			OrganisationID: s.actor.OrganisationID, Name: s.actor.Name,
			Audience: audience, Surface: surfaceOf(s.action(tx), s.noun), FirstAt: tx.now, LastAt: tx.now, Times: 1}
	}
	return out
}

// surfaceOf names how something was given out: "get", "list" and "export" of itself, "summary", "report", "overview" and the like
// where it was part of another thing.
func surfaceOf(action, noun string) string {
	of, intention, _ := strings.Cut(action, ".")
	if of == noun {
		return intention
	}
	return of
}

// logReads logs what a transaction returned, and waits until that is committed. Where it cannot be written, nothing is given out.
func (s *Store) logReads(tx *Tx) error {
	j := tx.journal
	if len(j.reads) == 0 {
		return nil
	}
	r := newPending()
	for _, read := range j.reads {
		entry, err := read.entry(tx)
		if err != nil {
			return s.modelError(err)
		}
		r.entries = append(r.entries, entry)
		r.releases = append(r.releases, read.releases(tx)...)
	}
	err := s.writeInGroup(r)
	var doubt inDoubt
	if err == nil || models.CodeOf(err) == models.Unavailable && !errors.As(err, &doubt) {
		return err
	}
	return unavailable("What is read here has to stand in the log, which cannot be written now. Try again in a few seconds; if it stays "+
		"so, ask the administrator.", 5*time.Second, err)
}
