package register

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/app/exchange/columns"
	"qadam/app/store"
	"qadam/models"
	"qadam/models/fold"
)

// ImportOptions say what an import does with what it reads.
type ImportOptions struct {
	// DryRun checks everything and saves nothing.
	DryRun bool
	// AllOrNothing saves the good rows only when there are no others.
	AllOrNothing bool
	// Existing says what becomes of rows that look like needs that are there already, or like an earlier row.
	Existing models.Existing
	// Columns say of headings as which columns they are read; they are kept for the actor's next files unless it is a dry run.
	Columns map[string]string
	// Currency is that of amounts beside which none stands.
	Currency string
	// Charset names that of the file, "" where it is to be found.
	Charset string
}

// ImportResult tells what became of each row of a file. Accepted rows have no fault: they are created, updated, unchanged or
// skipped. Created and Updated list needs in the order of the file.
type ImportResult struct {
	DryRun      bool             `json:"dry_run"`
	Rows        int              `json:"rows"`
	Accepted    int              `json:"accepted"`
	Refused     int              `json:"refused"`
	Created     []NeedOfLine     `json:"created"`
	Updated     []NeedOfLine     `json:"updated"`
	Unchanged   int              `json:"unchanged" doc:"How many rows say of a need what it says already."`
	Skipped     int              `json:"skipped"`
	PassedOver  []string         `json:"passed_over" doc:"Columns that are not read: those of an export that cannot be changed, and those that you said."`
	Columns     []models.Heading `json:"columns" doc:"The headings of the file, and the columns as which they are read."`
	Charset     string           `json:"charset" example:"utf-8" doc:"The charset in which the file was read."`
	Matches     []RowMatch       `json:"matches"`
	MoreMatches int              `json:"more_matches"`
	Question    string           `json:"question" doc:"What to decide about the matches, empty where nothing is open." example:""`
	Errors      []RowError       `json:"errors"`
	MoreErrors  int              `json:"more_errors"`
}

// NeedOfLine is the need that a line of the file became.
type NeedOfLine struct {
	Line      int       `json:"line" example:"2"`
	Row       int       `json:"row" example:"2" doc:"The row that a spreadsheet shows: a cell of several lines is one."`
	ID        models.ID `json:"id"`
	Reference string    `json:"reference" example:"KAZ-2021-07"`
}

// RowMatch is a row that looks like a need that is there already, by its reference or its title, or like an earlier row.
type RowMatch struct {
	Line        int       `json:"line" example:"3"`
	Row         int       `json:"row" example:"3"`
	Title       string    `json:"title" doc:"The title in that row."`
	NeedID      models.ID `json:"need_id" doc:"The need, null where the row is like an earlier one."`
	Reference   string    `json:"reference" example:"KAZ-2021-07"`
	EarlierLine int       `json:"earlier_line" doc:"The line of the earlier row, or 0."`
	Changes     []string  `json:"changes" doc:"The columns in which an update changes the need."`
}

// RowError is one fault of one row: the line of the file, counted from 1, on which the row begins, the row that a spreadsheet shows, the
// column's name ("" for the whole row), and what to do.
type RowError struct {
	Line   int    `json:"line" example:"17"`
	Row    int    `json:"row" example:"12" doc:"The row that a spreadsheet shows: a cell of several lines is one."`
	Title  string `json:"title" doc:"The title in that row, to find it by." example:"Marking of small arms"`
	Column string `json:"column" example:"theme_codes"`
	Detail string `json:"detail" example:"There is no theme markng; GET /themes lists them."`
}

// The bounds of one import: it must be done within the time that a change may take.
const (
	maxImportBytes  = 32 << 20
	maxImportRows   = 20000
	maxImportErrors = 1000
)

// ImportNeeds makes needs of the rows of a CSV file, whose columns are called as the fields of a need. Without a mission
// each row names its own. Good rows are saved and bad ones reported, all in one transaction; a file that is no table, or
// has columns that are unknown or missing, is refused as a whole.
func (a *Register) ImportNeeds(
	ctx context.Context,
	actor models.Actor,
	mission models.ID,
	r io.Reader,
	opt ImportOptions,
) (*ImportResult, error) {
	if err := engine.Allow(actor, "need.import"); err != nil {
		return nil, err
	}
	if opt.Existing == models.ExistingUpdate {
		if err := engine.Allow(actor, "need.update"); err != nil {
			return nil, err
		}
	}
	file, err := a.readNeeds(ctx, actor, mission, r, opt)
	if err != nil {
		return nil, err
	}
	judge := func(tx *store.Tx) (*judgement, *ImportResult, error) {
		judged, err := a.judgeNeeds(tx, mission, file.Rows, opt.Existing)
		if err != nil {
			return nil, nil, err
		}
		return judged, judged.result(opt, file), nil
	}
	if opt.DryRun {
		return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*ImportResult, error) {
			_, result, err := judge(tx)
			return result, err
		})
	}
	// A long file takes more memory than all else that the server does; it is not kept until the collector comes to it.
	defer debug.FreeOSMemory()
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*ImportResult, error) {
		judged, result, err := judge(tx)
		if err == nil {
			err = keepColumns(ctx, tx, actor, opt.Columns)
		}
		if err != nil || opt.AllOrNothing && result.Refused > 0 || result.Accepted == 0 {
			return result, err
		}
		if err := judged.create(ctx, tx, result); err != nil {
			return nil, err
		}
		return result, judged.update(ctx, tx, a, result)
	})
}

// judgement is what was found about the rows of an import.
type judgement struct {
	rows   []*needRow
	ties   *needLookups
	chosen map[string]bool // the references that the file gives
}

// judgeNeeds notes at each row everything that keeps it from becoming a need. It changes nothing but the rows.
func (a *Register) judgeNeeds(
	tx *store.Tx,
	mission models.ID,
	read []columns.Row[models.Need],
	existing models.Existing,
) (*judgement, error) {
	j := &judgement{rows: needRows(read), chosen: map[string]bool{}}
	if err := bind(tx, mission, j.rows); err != nil {
		return nil, err
	}
	if err := j.match(tx, existing); err != nil {
		return nil, err
	}
	var shaped []*models.Need
	for _, r := range j.rows {
		if !r.Broken && !r.skipped {
			r.fault(engine.CheckShape(r.Value.NeedInput))
		}
		if r.good() {
			shaped = append(shaped, &r.Value)
		}
	}
	var err error
	if j.ties, err = lookUpNeeds(tx, shaped...); err != nil {
		return nil, err
	}
	for _, r := range j.rows {
		if r.good() {
			r.fault(j.ties.check(&r.Value))
		}
	}
	if err := j.checkReferences(tx); err != nil {
		return nil, err
	}
	j.matchRows(existing)
	return j, nil
}

// checkReferences refuses references that stand twice in the file, and those that are in use.
func (j *judgement) checkReferences(tx *store.Tx) error {
	lines, given := map[string]int{}, []string{}
	for _, r := range j.rows {
		ref := r.Value.Reference
		switch first := lines[fold.Key(ref)]; {
		case ref == "" || r.skipped || r.target != nil:
		case first > 0:
			r.add("reference", "The reference %s is on line %d already. Leave it out, or give another.", ref, first)
		default:
			lines[fold.Key(ref)], j.chosen[strings.ToUpper(ref)] = r.Line, true
			given = append(given, ref)
		}
	}
	taken, err := store.Needs.Taken(tx, given)
	for _, r := range j.rows {
		if ref := r.Value.Reference; taken[ref] && lines[fold.Key(ref)] == r.Line {
			r.add("reference", "There is a need with the reference %s already. Leave it out, or give another.", ref)
		}
	}
	return err
}

// result counts the rows and collects their faults, up to a bound.
func (j *judgement) result(opt ImportOptions, file *columns.File[models.Need]) *ImportResult {
	res := &ImportResult{DryRun: opt.DryRun, Rows: len(j.rows), Created: []NeedOfLine{}, Updated: []NeedOfLine{},
		PassedOver: file.PassedOver, Columns: file.Headings, Charset: file.Charset, Matches: []RowMatch{}, Errors: []RowError{}}
	for _, r := range j.rows {
		switch {
		case r.match == nil:
		case len(res.Matches) < maxImportErrors:
			res.Matches = append(res.Matches, *r.match)
		default:
			res.MoreMatches++
		}
		if len(r.errors) == 0 {
			res.Accepted++
			if r.skipped {
				res.Skipped++
			} else if r.target != nil && len(r.match.Changes) == 0 {
				res.Unchanged++
			}
			continue
		}
		res.Refused++
		room := min(len(r.errors), maxImportErrors-len(res.Errors))
		res.Errors = append(res.Errors, r.errors[:room]...)
		res.MoreErrors += len(r.errors) - room
	}
	if n := len(res.Matches) + res.MoreMatches; n > 0 && opt.Existing == models.ExistingAsk {
		res.Question = fmt.Sprintf("Rows that look like needs that are here already, or like an earlier row: %d. Import again with "+
			"existing=skip, existing=update or existing=add.", n)
	}
	return res
}

// create writes the new needs of the rows without a fault: their references, the needs, and for each its row of the audit.
func (j *judgement) create(ctx context.Context, tx *store.Tx, result *ImportResult) error {
	var needs []*models.Need
	open := map[models.ID][]*string{}
	var missions engine.Distinct[models.ID]
	for _, r := range j.rows {
		if !r.isNew() {
			continue
		}
		n := &r.Value
		j.ties.initNeed(tx, n)
		needs = append(needs, n)
		missions.Add(n.MissionID)
		open[n.MissionID] = append(open[n.MissionID], &n.Reference)
	}
	for _, id := range missions.All {
		if err := assignNeedReferences(tx, j.ties.missions[id], open[id], j.chosen); err != nil {
			return err
		}
	}
	for _, n := range needs {
		n.SetRank()
	}
	if err := store.Needs.InsertMany(tx, needs); err != nil {
		return err
	}
	for _, r := range j.rows {
		if r.isNew() {
			result.Created = append(result.Created, r.need())
		}
	}
	return auditNew(ctx, tx, needs)
}

// auditNew writes for each new need what audit writes when one is created by hand.
func auditNew(ctx context.Context, tx *store.Tx, needs []*models.Need) error {
	for _, n := range needs {
		n.NextStep = n.NextOf()
		sortLists(n)
		if err := engine.Audit(ctx, tx, "need.create", "need", n.ID, nil, n); err != nil {
			return err
		}
	}
	return nil
}

// add notes a fault of a column, once a column: the first says what to do.
func (r *needRow) add(column, format string, args ...any) {
	if !slices.ContainsFunc(r.errors, func(e RowError) bool { return e.Column == column }) {
		r.errors = append(r.errors, RowError{Line: r.Line, Row: r.Number, Title: r.title(), Column: column,
			Detail: fmt.Sprintf(format, args...)})
	}
}

// fault notes the faults of fields as faults of columns.
func (r *needRow) fault(err error) {
	var e *models.Error
	switch {
	case err == nil:
	case errors.As(err, &e) && len(e.Fields) > 0:
		for _, f := range e.Fields {
			r.add(needColumns.ColumnOf(f.Pointer), "%s", f.Detail)
		}
	default:
		r.add("", "%s", err)
	}
}
