package priority

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/app/exchange/sheet"
	"qadam/app/store"
	"qadam/models"
	"qadam/models/typed"
)

// A sheet of scores has a row a need and two columns a criterion: the assessor's value, and the reason.
const (
	sheetReference = "need_reference"
	sheetTitle     = "title"
	sheetReason    = "_reason"
)

// sheetLimits bound a sheet.
var sheetLimits = sheet.Limits{Bytes: 8 << 20, Rows: maxRanked}

// ScoreSheet writes a mission's needs with the actor's own scores as a CSV, to fill in and send back.
func (a *Priorities) ScoreSheet(ctx context.Context, actor models.Actor, mission, scheme models.ID, w io.Writer) error {
	if err := engine.Allow(actor, "mission.score_sheet"); err != nil {
		return err
	}
	s, err := engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*scorer, error) {
		s, err := newScorer(tx, mission, scheme)
		if err == nil {
			store.Needs.LogRows(tx, engine.ReadInFull(engine.IdsOf(s.needs, func(n store.RankingCandidate) models.ID { return n.ID }))...)
		}
		return s, err
	})
	if err != nil {
		return err
	}
	return s.write(w, a.Notice())
}

func (s *scorer) write(w io.Writer, notice string) error {
	head, hints := []sheet.Column{{Name: sheetReference}, {Name: sheetTitle}}, []sheet.Cell{sheet.Text("#"), sheet.Text("#")}
	for _, c := range s.scheme.Criteria {
		head = append(head, sheet.Column{Name: c.Code}, sheet.Column{Name: c.Code + sheetReason})
		var scale []string
		for i, point := range c.Scale {
			scale = append(scale, fmt.Sprintf("%d %s", i+1, point))
		}
		hints = append(hints, sheet.Text("# "+c.Name+": "+strings.Join(scale, ", ")), sheet.Text("# Why"))
	}
	out, err := sheet.NewWriter(w, head, sheet.Options{BOM: true, Notice: notice})
	if err != nil {
		return err
	}
	if err := out.Write(hints...); err != nil {
		return err
	}
	for _, n := range s.needs {
		row := []sheet.Cell{sheet.Text(n.Reference), sheet.Text(n.Title)}
		for _, c := range s.scheme.Criteria {
			value, reason := "", ""
			if o := s.own[scoreKey{n.ID, c.ID}]; o != nil {
				value, reason = fmt.Sprint(o.Value), o.Reason
			}
			row = append(row, sheet.Number(value), sheet.Text(reason))
		}
		if err := out.Write(row...); err != nil {
			return err
		}
	}
	return out.Flush()
}

// ImportScores takes the actor's scores from a sheet: cells that are right are saved, the others are told by line and column. An empty
// cell says nothing. With dry it saves nothing.
func (a *Priorities) ImportScores(
	ctx context.Context,
	actor models.Actor,
	mission, scheme models.ID,
	r io.Reader,
	dry bool,
) (*models.MissionScores, error) {
	if err := engine.Allow(actor, "mission.import_scores"); err != nil {
		return nil, err
	}
	// The whole file is read before anything is asked of the database: a slow upload must not hold a transaction open.
	in, err := readScores(r)
	if err != nil {
		return nil, err
	}
	if dry {
		return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.MissionScores, error) {
			s, err := newScorer(tx, mission, scheme)
			if err != nil {
				return nil, err
			}
			faults, err := in.judge(s)
			return &models.MissionScores{DryRun: true, Created: len(s.created), Changed: len(s.changed), Unchanged: s.unchanged,
				Errors: faults}, err
		})
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.MissionScores, error) {
		s, err := lockedScorer(tx, mission, scheme)
		if err != nil {
			return nil, err
		}
		faults, err := in.judge(s)
		if err != nil {
			return nil, err
		}
		out, err := s.save(ctx)
		if err != nil {
			return nil, err
		}
		out.Errors = faults
		return out, nil
	})
}

// scoreSheet is a sheet as it was read.
type scoreSheet struct {
	columns []string
	rows    []sheet.Row
	faults  []models.LineFault
}

func readScores(r io.Reader) (*scoreSheet, error) {
	in, err := sheet.NewReader(r, sheetLimits)
	if err != nil {
		return nil, err
	}
	out := &scoreSheet{columns: in.Columns(), faults: []models.LineFault{}}
	if !in.Has(sheetReference) {
		return nil, models.Fault(sheetReference, "This column is missing. Begin with the sheet that the mission gives.")
	}
	for {
		row, err := in.Next()
		var broken *sheet.LineError
		switch {
		case errors.Is(err, io.EOF):
			return out, nil
		case errors.As(err, &broken):
			out.faults = append(out.faults, models.LineFault{Line: broken.Line, Column: broken.Column, Detail: broken.Detail})
		case err != nil:
			return nil, err
		default:
			out.rows = append(out.rows, row.Clone())
		}
	}
}

// judge takes the cells of all rows, and gives those that cannot be taken.
func (in *scoreSheet) judge(s *scorer) ([]models.LineFault, error) {
	known := []string{sheetReference, sheetTitle}
	for _, code := range s.codes() {
		known = append(known, code, code+sheetReason)
	}
	for _, name := range in.columns {
		if name != "" && !slices.Contains(known, name) {
			return nil, models.Fault(name, "This column is not known. Take it out, or name it one of: %s.", strings.Join(known, ", "))
		}
	}
	faults := slices.Clone(in.faults)
	for _, row := range in.rows {
		for _, code := range s.codes() {
			if column, why := s.takeCell(row, code); why != "" {
				faults = append(faults, models.LineFault{Line: row.Line, Column: column, Detail: why})
			}
		}
	}
	return faults, nil
}

// takeCell takes what a row says by a criterion, or gives the column that is wrong, and why.
func (s *scorer) takeCell(row sheet.Row, code string) (column, why string) {
	value, reason := row.Get(code), row.Get(code+sheetReason)
	switch {
	case value == "" && reason == "":
		return "", ""
	case value == "":
		return code, "Give a value from 1 to 5, or take the reason out."
	}
	points, fault := typed.Whole(value, 1, 5)
	if fault != nil {
		return code, fault.Error()
	}
	c := models.NeedCell{NeedReference: row.Get(sheetReference), Code: code, Value: points, Reason: reason}
	if err := engine.CheckShape(c); err != nil {
		var e *models.Error
		if errors.As(err, &e) && len(e.Fields) > 0 {
			return columnOf(strings.TrimPrefix(e.Fields[0].Pointer, "/"), code), e.Fields[0].Detail
		}
		return code, err.Error()
	}
	member, why := s.take(c)
	return columnOf(member, code), why
}

// columnOf is the column of a member of a score by a criterion.
func columnOf(member, code string) string {
	switch member {
	case "need_reference":
		return sheetReference
	case "reason":
		return code + sheetReason
	}
	return code
}
