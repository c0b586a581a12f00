package app_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"qadam/app/register"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

const matchHead = "title,level,kind,theme_codes\n"

// TestAFileSentTwiceAsks holds that rows which look like needs that are there, or like each other, wait for an answer.
func TestAFileSentTwiceAsks(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRegister(t, s)
		text := matchHead + "Учёт оружия,operational,training,marking\nSame row,operational,training,marking\n" +
			"SAME row,operational,training,marking\n"
		res := r.load(r.mission.ID, text, register.ImportOptions{DryRun: true})
		if res.Accepted != 2 || len(res.Matches) != 1 || res.Matches[0].Line != 4 || res.Matches[0].EarlierLine != 3 ||
			!strings.Contains(res.Question, "existing=skip") || len(res.Errors) != 1 || res.Errors[0].Column != "title" {
			t.Fatalf("a file with a row twice: %+v", res)
		}
		if res = r.load(r.mission.ID, text, register.ImportOptions{}); len(res.Created) != 2 || len(r.needs()) != 2 {
			t.Fatalf("%+v", res)
		}
		again := strings.Replace(text, "Учёт", "учет", 1)
		for _, c := range []struct {
			existing                              models.Existing
			accepted, created, skipped, unchanged int
		}{{models.ExistingAsk, 0, 0, 0, 0}, {models.ExistingSkip, 3, 0, 3, 0}, {models.ExistingUpdate, 2, 0, 0, 1},
			{models.ExistingAdd, 3, 3, 0, 0}} {
			res := r.load(r.mission.ID, again, register.ImportOptions{Existing: c.existing})
			if res.Accepted != c.accepted || len(res.Created) != c.created || res.Skipped != c.skipped || res.Unchanged != c.unchanged ||
				len(res.Matches) != 3 || (res.Question != "") != (c.existing == models.ExistingAsk) {
				t.Errorf("again with %q: %+v", c.existing, res)
			}
		}
		if n := len(r.needs()); n != 5 {
			t.Errorf("there are %d needs", n)
		}
	})
}

// TestAnExportComesBackEdited sends an export back as it was, and then with a cell changed.
func TestAnExportComesBackEdited(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRegister(t, s)
		r.load(r.mission.ID, head+
			",Marking; =of stocks,\"- one\n- two\",Summary,operational,training,tracing; marking,KAZ-2021-F01,Ministry of Invention,"+
			"120000.50,USD,31.12.2030\n,Tracing,,,legislative,advisory,tracing,,,,,\n", register.ImportOptions{})
		var out bytes.Buffer
		opt := register.ExportOptions{Format: register.CSV, HXL: true, BOM: true}
		if err := r.ExportNeeds(r.ctx, r.me, models.ListQuery{Sort: "reference"}, &out, opt); err != nil {
			t.Fatal(err)
		}
		file := out.String()
		res := r.load(r.mission.ID, file, register.ImportOptions{DryRun: true})
		if res.Refused != 2 || len(res.Matches) != 2 || res.Errors[0].Column != "reference" ||
			fmt.Sprint(res.PassedOver) != "[country_code shared status status_on priority next_step next_step_owner id]" {
			t.Errorf("an export without an answer: %+v", res)
		}
		before := asJSON(t, r.needs())
		update := register.ImportOptions{Existing: models.ExistingUpdate}
		if res = r.load(r.mission.ID, file, update); res.Unchanged != 2 || len(res.Updated) != 0 || asJSON(t, r.needs()) != before {
			t.Errorf("an export as it was: %+v", res)
		}
		edited := strings.Replace(strings.Replace(file, ",Tracing,", ",Tracing of weapons,", 1), "120000.50,USD,2030-12-31", ",,", 1)
		if res = r.load(r.mission.ID, edited, register.ImportOptions{Existing: models.ExistingUpdate, DryRun: true}); res.Accepted != 2 ||
			fmt.Sprint(res.Matches[0].Changes, res.Matches[1].Changes) != "[estimated_cost_amount wanted_by] [title]" ||
			asJSON(t, r.needs()) != before {
			t.Errorf("the dry run of an edited export: %+v", res)
		}
		res = r.load("", edited, update)
		all := r.needs()
		if len(res.Updated) != 2 || len(all) != 2 || all[1].Title != "Tracing of weapons" ||
			all[0].EstimatedCost.Currency != "" || all[0].WantedBy != "" || all[0].Description != "- one\n- two" ||
			all[0].Title != "Marking; =of stocks" || all[0].Version != 2 ||
			len(all[0].FindingIDs) != 1 || len(all[0].InstitutionIDs) != 1 {
			t.Errorf("an edited export: %+v\n%+v", res, all)
		}
		audit, err := r.Changes.List(r.ctx, r.me, models.ListQuery{Filters: map[string]string{"action": "need.update"}})
		if err != nil || len(audit.Items) != 2 {
			t.Errorf("the log has %d changes, %v", len(audit.Items), err)
		}
		// What the file does not have stays, and what cannot be changed is told by its column.
		res = r.load(r.mission.ID, "reference,title,level,kind,theme_codes\nkaz-2021-01,Renamed,tactical,training,marking\n"+
			"KAZ-2021-02,Renamed,legislative,advisory,tracing\nKAZ-2021-02,Other,legislative,advisory,tracing\n", update)
		if all := r.needs(); len(res.Updated) != 1 || len(res.Errors) != 2 || res.Errors[0].Column != "level" ||
			res.Errors[1].Line != 4 || all[1].Title != "Renamed" || all[0].Description == "" {
			t.Errorf("%+v", res)
		}
	})
}
