package register

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"qadam/app/engine"
	"qadam/app/exchange/columns"
	"qadam/app/exchange/sheet"
	"qadam/app/store"
	"qadam/models"
	"qadam/models/jsontext"
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
	return (&export[models.Activity]{a.Store(), store.Activities, activityColumns, a.Notice()}).run(ctx, actor, q, w, opt)
}

// ExportNeeds does for needs what ExportActivities does for activities; a need shared in part shows what its list shows.
func (a *Register) ExportNeeds(ctx context.Context, actor models.Actor, q models.ListQuery, w io.Writer, opt ExportOptions) error {
	return (&export[models.Need]{a.Store(), store.Needs, needColumns, a.Notice()}).run(ctx, actor, q, w, opt)
}

// export is how the rows of a noun are written.
type export[T any] struct {
	store   *store.Store
	of      *store.Noun[T]
	columns columns.Table[T]
	notice  string
}

// exported is what the log keeps of an export, when it begins and when it ends; what it holds stands in an entry for
// each of its pages, written before the page goes out. When it broke off it is not complete, and up to so many rows are out.
type exported struct {
	Format   string            `json:"format"`
	Filters  map[string]string `json:"filters"`
	Words    string            `json:"q"`
	Sort     string            `json:"sort"`
	Rows     int               `json:"rows"`
	Complete bool              `json:"complete"`
}

func (e *export[T]) run(ctx context.Context, actor models.Actor, q models.ListQuery, w io.Writer, opt ExportOptions) (err error) {
	action := e.of.Name + ".export"
	if err := engine.Allow(actor, action); err != nil {
		return err
	}
	if opt.Format != CSV && opt.Format != NDJSON {
		return models.Fault("format", "Give csv or ndjson.")
	}
	ctx, q.Cursor, q.Limit = store.WithAction(ctx, action), "", models.MaxLimit
	q.Stream = actor.Audience() == "" // of consent that ends on the way others are to read no more than is in a small page
	done := exported{Format: opt.Format, Filters: q.Filters, Words: q.Words, Sort: q.Sort}
	log := func() error {
		return e.store.
			Update(ctx, actor, func(tx *store.Tx) error { return engine.Audit(ctx, tx, action, e.of.Name, "", nil, done) })
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
		if err = e.send(ctx, actor, page.Items, func(rows []T) error {
			done.Rows += len(rows)
			return write(rows, known)
		}); err != nil {
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

// send writes a page in parts; one without rows has the heading alone. Before each but the first, which follows its reading, it checks
// the actor's session again.
func (e *export[T]) send(ctx context.Context, actor models.Actor, rows []T, write func([]T) error) error {
	for from := 0; from == 0 || from < len(rows); from += models.MaxLimit {
		if from > 0 {
			if err := e.store.View(ctx, actor, store.CheckActor); err != nil {
				return err
			}
		}
		if err := write(rows[from:min(from+models.MaxLimit, len(rows))]); err != nil {
			return err
		}
	}
	return nil
}

// page reads the next rows with the consent of this instant, and checks the actor's session again: what is withdrawn meanwhile is
// left out, and a signed-out actor gets no more.
func (e *export[T]) page(
	ctx context.Context,
	actor models.Actor,
	q models.ListQuery,
	opt ExportOptions,
) (page models.Page[T], known columns.Names, err error) {
	err = e.store.View(ctx, actor, func(tx *store.Tx) (err error) {
		if err := store.CheckActor(tx); err != nil {
			return err
		}
		if page, err = e.of.List(tx, q); err != nil {
			return err
		}
		e.of.LogExport(tx, q, page.Items)
		if opt.Format == CSV {
			known, err = namesOf(tx, e.columns.LinksOf(page.Items))
		}
		return err
	})
	return page, known, err
}

// writer begins the file, and gives what writes a page of it.
func (e *export[T]) writer(w io.Writer, opt ExportOptions) (func([]T, columns.Names) error, error) {
	if opt.Format == NDJSON {
		if e.notice != "" {
			if err := json.NewEncoder(w).Encode(map[string]string{"notice": e.notice}); err != nil {
				return nil, err
			}
		}
		return func(rows []T, _ columns.Names) error {
			for i := range rows {
				line, err := jsontext.Marshal(&rows[i])
				if err == nil {
					_, err = w.Write(append(line, '\n'))
				}
				if err != nil {
					return err
				}
			}
			return nil
		}, nil
	}
	table, write, err := e.columns.Export(w, sheet.Options{HXL: opt.HXL, BOM: opt.BOM, Notice: e.notice})
	return func(rows []T, known columns.Names) error {
		for i := range rows {
			if err := write(&rows[i], known); err != nil {
				return err
			}
		}
		return table.Flush()
	}, err
}

// naming gives, for the nouns to which columns link, what their objects are called, by their ids.
var naming = map[string]func(*store.Tx, []string) (map[string]string, error){
	"finding":      named(store.Findings, "reference"),
	"institution":  named(store.Institutions, "name"),
	"mission":      named(store.Missions, "reference"),
	"organisation": named(store.Organisations, "name"),
	"project":      named(store.Projects, "reference"),
}

func named[T any](noun *store.Noun[T], column string) func(*store.Tx, []string) (map[string]string, error) {
	return func(tx *store.Tx, ids []string) (map[string]string, error) { return noun.Lookup(tx, "id", column, ids) }
}

// namesOf gives what the objects of some nouns are called, as far as the actor sees them.
func namesOf(tx *store.Tx, links map[string][]models.ID) (columns.Names, error) {
	names := columns.Names{}
	for noun, ids := range links {
		var asked engine.Distinct[string]
		for _, id := range ids {
			asked.Add(string(id))
		}
		found, err := naming[noun](tx, asked.All)
		if err != nil {
			return nil, err
		}
		for id, name := range found {
			names[models.ID(id)] = name
		}
	}
	return names, nil
}
