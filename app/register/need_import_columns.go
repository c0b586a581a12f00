package register

import (
	"context"
	"io"
	"maps"

	"qadam/app/engine"
	"qadam/app/exchange/columns"
	"qadam/app/exchange/sheet"
	"qadam/app/store"
	"qadam/models"
)

// maxKeptColumns is how many headings of files are kept for a person.
const maxKeptColumns = 200

// readNeeds reads a whole file of needs before anything is changed: a slow upload must not hold a transaction open.
func (a *Register) readNeeds(
	ctx context.Context,
	actor models.Actor,
	mission models.ID,
	r io.Reader,
	opt ImportOptions,
) (*columns.File[models.Need], error) {
	kept, err := engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (map[string]string, error) {
		return store.ImportColumns(tx, actor.UserID)
	})
	if err != nil {
		return nil, err
	}
	if opt.Currency != "" {
		if _, err := models.Digits(opt.Currency); err != nil {
			return nil, models.Fault("currency", "%s", models.Sentence(err))
		}
	}
	if r, err = sheet.Decode(r, opt.Charset); err != nil {
		return nil, err
	}
	asked := columns.Options{Limits: sheet.Limits{Bytes: maxImportBytes, Rows: maxImportRows}, Given: opt.Columns, Kept: kept,
		Words: headingWords(), Currency: opt.Currency}
	if mission == "" {
		asked.Required = []string{"mission_reference"}
	}
	return needColumns.Import(r, asked)
}

// keepColumns keeps for the person's next files what was said of the headings of this one.
func keepColumns(ctx context.Context, tx *store.Tx, actor models.Actor, given map[string]string) error {
	if len(given) == 0 || actor.UserID == "" {
		return nil
	}
	before, err := store.ImportColumns(tx, actor.UserID)
	if err != nil {
		return err
	}
	after := maps.Clone(before)
	for heading, column := range given {
		if heading = sheet.ColumnName(heading); column == "" {
			delete(after, heading)
		} else {
			after[heading] = column
		}
	}
	switch {
	case maps.Equal(before, after):
		return nil
	case len(after) > maxKeptColumns:
		return models.Fault("columns", "At most %d headings are kept. Give some that you no longer need an empty column.", maxKeptColumns)
	}
	if err := store.KeepImportColumns(tx, actor.UserID, after); err != nil {
		return err
	}
	return engine.Audit(ctx, tx, "need.import", "user", actor.UserID, map[string]any{"import_columns": before},
		map[string]any{"import_columns": after})
}
