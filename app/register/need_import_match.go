package register

import (
	"context"
	"encoding/json"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
	"qadam/models/fold"
)

// match finds the needs that are there already: those whose reference a row gives, else those of its mission with its title.
func (j *judgement) match(tx *store.Tx, existing models.Existing) error {
	there, err := j.there(tx)
	if err != nil {
		return err
	}
	targets := map[models.ID][]*needRow{}
	var ids engine.Distinct[models.ID]
	for _, r := range j.rows {
		if r.Broken || r.Value.MissionID == "" {
			continue
		}
		found, column := there[r.byReference()], "reference"
		if len(found) == 0 || r.Value.Reference == "" {
			found, column = there[r.byTitle()], "title"
		}
		if len(found) == 0 {
			continue
		}
		need := found[0]
		r.match = &RowMatch{Line: r.Line, Row: r.Number, Title: r.title(), NeedID: need.ID, Reference: need.Reference, Changes: []string{}}
		switch {
		case existing == models.ExistingSkip:
			r.errors, r.skipped = nil, true
		case existing == models.ExistingAsk:
			r.add(column, "This looks like the need %s, which is here already. Import with existing=skip, existing=update or existing=add "+
				"to say what becomes of such rows.", need.Reference)
		case existing == models.ExistingAdd:
		case len(found) > 1:
			r.add(column, "%d needs of this mission have this title. Give the reference of the one that you mean.", len(found))
		case column == "title" && r.Value.Reference != "":
			r.add("reference", "The need with this title is %s. Give that reference, or none.", need.Reference)
		case len(targets[need.ID]) > 0:
			r.add(column, "Line %d updates the same need. Take one of the two rows out.", targets[need.ID][0].Line)
		default:
			targets[need.ID] = append(targets[need.ID], r)
			ids.Add(need.ID)
		}
	}
	whole, err := store.Needs.Whole(tx, ids.All)
	for _, n := range whole {
		for _, r := range targets[n.ID] {
			r.over(n)
		}
	}
	return err
}

// needKey is what needs are compared by: the reference or the title, within a mission.
type needKey struct {
	mission          models.ID
	reference, title string
}

func (r *needRow) byReference() needKey {
	return needKey{mission: r.Value.MissionID, reference: fold.Key(r.Value.Reference)}
}

func (r *needRow) byTitle() needKey {
	return needKey{mission: r.Value.MissionID, title: fold.Key(r.Value.Title)}
}

// there gives the needs of the rows' missions by what they are compared by.
func (j *judgement) there(tx *store.Tx) (map[needKey][]store.NeedTitle, error) {
	var missions engine.Distinct[models.ID]
	for _, r := range j.rows {
		missions.Add(r.Value.MissionID)
	}
	found, err := store.NeedTitles(tx, missions.All)
	there := map[needKey][]store.NeedTitle{}
	for _, n := range found {
		for _, key := range []needKey{{n.MissionID, fold.Key(n.Reference), ""}, {n.MissionID, "", fold.Key(n.Title)}} {
			there[key] = append(there[key], n)
		}
	}
	return there, err
}

// over makes the row an update of a need: what the file does not say stays as it is.
func (r *needRow) over(n *models.Need) {
	sortLists(n)
	links := r.Value
	r.target, r.Value = n, needColumns.Over(*r.Row, *n).Value
	if r.Has("finding_references") {
		r.Value.FindingIDs = links.FindingIDs
	}
	if r.Has("theme_codes") {
		r.Value.ThemeCodes = links.ThemeCodes
	}
	if r.Has("institution_names") {
		r.Value.InstitutionIDs = links.InstitutionIDs
	}
	r.Value.Reference, r.Value.MissionID = n.Reference, n.MissionID
	sortLists(&r.Value)
	r.match.Changes = changedColumns(n.NeedInput, r.Value.NeedInput)
	if len(r.match.Changes) > 0 && models.Closed(n.Status) {
		r.add("", "The need %s is %s. It can be changed once it is reopened.", n.Reference, n.Status)
	}
}

// sortLists puts lists of which the order says nothing in one order.
func sortLists(n *models.Need) {
	n.ThemeCodes, n.FindingIDs, n.InstitutionIDs = slices.Sorted(slices.Values(n.ThemeCodes)),
		slices.Sorted(slices.Values(n.FindingIDs)), slices.Sorted(slices.Values(n.InstitutionIDs))
}

// changedColumns names the columns in which two inputs differ.
func changedColumns(was, is models.NeedInput) []string {
	written := func(in models.NeedInput) models.RawJSON {
		b, _ := json.Marshal(in) // what was read can be written
		return models.RawJSON(b)
	}
	changed := []string{}
	for _, name := range models.ChangedMembers(written(was), written(is)) {
		changed = append(changed, needColumns.ColumnOf("/"+name))
	}
	return changed
}

// matchRows finds good rows with the title of an earlier one.
func (j *judgement) matchRows(existing models.Existing) {
	lines := map[needKey]int{}
	for _, r := range j.rows {
		if !r.isNew() {
			continue
		}
		key := r.byTitle()
		if lines[key] == 0 {
			lines[key] = r.Line
			continue
		}
		if r.match == nil {
			r.match = &RowMatch{Line: r.Line, Row: r.Number, Title: r.title(), EarlierLine: lines[key], Changes: []string{}}
		}
		switch existing {
		case models.ExistingSkip:
			r.skipped = true
		case models.ExistingAdd:
		default:
			r.add("title", "Line %d has the same title. Take one of the two rows out, or import with existing=add to add both.", lines[key])
		}
	}
}

// update changes the needs that rows are about, by the rules of a change by hand.
func (j *judgement) update(ctx context.Context, tx *store.Tx, a *Register, result *ImportResult) error {
	for _, r := range j.rows {
		if !r.good() || r.target == nil || len(r.match.Changes) == 0 {
			continue
		}
		_, err := a.Needs.PatchIn(ctx, tx, r.target.ID, r.target.Version, func(in *models.NeedInput) error {
			*in = r.Value.NeedInput
			return nil
		})
		if err != nil {
			return err
		}
		result.Updated = append(result.Updated, r.need())
	}
	return nil
}
