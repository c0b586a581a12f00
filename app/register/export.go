package register

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"qadam/app/engine"
	"qadam/app/exchange/sheet"
	"qadam/app/store"
	"qadam/models"
)

// The formats of an export.
const (
	CSV    = "csv"    // RFC 4180, with the names that people know instead of ids where the actor may see them
	NDJSON = "ndjson" // one object a line, as in a list
)

// ExportOptions say how an export is written.
type ExportOptions struct {
	Format string
	// HXL puts a row of hashtags under the header of a CSV.
	HXL bool
	// BOM begins a CSV with a byte order mark, by which Excel knows UTF-8.
	BOM bool
}

// ExportActivities writes every activity of a list that the actor sees, as the list shows it. It refuses before the first byte or
// not at all, and holds one page in memory and no connection while it writes.
func (a *Register) ExportActivities(ctx context.Context, actor models.Actor, q models.ListQuery, w io.Writer, opt ExportOptions) error {
	return (&export[models.Activity, models.ActivityInput]{a.Activities, activityColumns, activityNames}).run(ctx, actor, q, w, opt)
}

// ExportNeeds does for needs what ExportActivities does for activities; a need shared in part shows what its list shows.
func (a *Register) ExportNeeds(ctx context.Context, actor models.Actor, q models.ListQuery, w io.Writer, opt ExportOptions) error {
	return (&export[models.Need, models.NeedInput]{a.Needs, needColumns, needNames}).run(ctx, actor, q, w, opt)
}

// column is one column of a CSV of Ts.
type column[T any] struct {
	sheet.Column
	cell func(row *T, names names) sheet.Cell
}

// names are what ids are called, as far as the actor may know.
type names map[string]string

// of gives what an id is called, or the id where the actor may not know, as the list would.
func (n names) of(id models.ID) string {
	if name := n[string(id)]; name != "" {
		return name
	}
	return string(id)
}

// export is how the rows of a noun are written.
type export[T, I any] struct {
	of      *engine.Resource[T, I]
	columns []column[T]
	names   func(*store.Tx, []T) (names, error)
}

// exported is what the log keeps of an export, when it begins and when it ends; what its pages hold stands in an entry for
// each page, written before the page goes out. When it broke off it is not complete, and up to so many rows are out.
type exported struct {
	Format   string            `json:"format"`
	Filters  map[string]string `json:"filters"`
	Words    string            `json:"q"`
	Sort     string            `json:"sort"`
	Rows     int               `json:"rows"`
	Complete bool              `json:"complete"`
}

func (e *export[T, I]) run(ctx context.Context, actor models.Actor, q models.ListQuery, w io.Writer, opt ExportOptions) (err error) {
	action := e.of.Kind.Name + ".export"
	if err := engine.Allow(actor, action); err != nil {
		return err
	}
	if opt.Format != CSV && opt.Format != NDJSON {
		return models.Fault("format", "Give csv or ndjson.")
	}
	ctx, q.Cursor, q.Limit = store.WithAction(ctx, action), "", models.MaxLimit
	done := exported{Format: opt.Format, Filters: q.Filters, Words: q.Words, Sort: q.Sort}
	log := func() error {
		return e.of.Engine.Store().
			Update(ctx, actor, func(tx *store.Tx) error { return engine.Audit(ctx, tx, action, e.of.Kind.Name, "", nil, done) })
	}
	page, known, err := e.page(ctx, actor, q, opt)
	if err != nil {
		return err
	}
	if err := log(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log()) }()
	write, err := e.writer(w, opt)
	for err == nil {
		done.Rows += len(page.Items)
		if err = write(page.Items, known); err != nil {
			break
		}
		if page.Next == "" {
			done.Complete = true
			break
		}
		q.Cursor = page.Next
		page, known, err = e.page(ctx, actor, q, opt)
	}
	return err
}

// page reads the next rows with the consent of this instant, and checks the actor's session again: what is withdrawn meanwhile is
// left out, and a signed-out actor gets no more.
func (e *export[T, I]) page(
	ctx context.Context,
	actor models.Actor,
	q models.ListQuery,
	opt ExportOptions,
) (page models.Page[T], known names, err error) {
	err = e.of.Engine.Store().View(ctx, actor, func(tx *store.Tx) (err error) {
		if err := store.CheckActor(tx); err != nil {
			return err
		}
		if page, err = e.of.Kind.Noun.List(tx, q); err != nil {
			return err
		}
		e.of.Kind.Noun.LogExport(tx, q, page.Items)
		if opt.Format == CSV {
			known, err = e.names(tx, page.Items)
		}
		return err
	})
	return page, known, err
}

// writer begins the file, and gives what writes a page of it.
func (e *export[T, I]) writer(w io.Writer, opt ExportOptions) (func([]T, names) error, error) {
	if opt.Format == NDJSON {
		enc := json.NewEncoder(w)
		return func(rows []T, _ names) error {
			for i := range rows {
				if err := enc.Encode(&rows[i]); err != nil {
					return err
				}
			}
			return nil
		}, nil
	}
	heads := make([]sheet.Column, len(e.columns))
	for i, c := range e.columns {
		heads[i] = c.Column
	}
	table, err := sheet.NewWriter(w, heads, sheet.Options{HXL: opt.HXL, BOM: opt.BOM})
	cells := make([]sheet.Cell, len(heads))
	return func(rows []T, known names) error {
		for i := range rows {
			for j, c := range e.columns {
				cells[j] = c.cell(&rows[i], known)
			}
			if err := table.Write(cells...); err != nil {
				return err
			}
		}
		return table.Flush()
	}, err
}

// naming collects ids, and looks up what they are called.
type naming struct {
	tx    *store.Tx
	known names
	err   error
}

// look adds what the ids are called by a column of their noun.
func look[T any](n *naming, noun *store.Noun[T], column string, ids engine.Distinct[models.ID]) {
	if n.err != nil || len(ids.All) == 0 {
		return
	}
	texts := make([]string, len(ids.All))
	for i, id := range ids.All {
		texts[i] = string(id)
	}
	found, err := noun.Lookup(n.tx, "id", column, texts)
	if n.known == nil {
		n.known = names{}
	}
	for id, name := range found {
		n.known[id] = name
	}
	n.err = err
}
