package handlers_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"qadam/models"
)

// TestFromImportedNeedsToAGapList goes the whole way that a manager comes for after a mission, through the API alone: needs
// from a file, agreed by the State and prioritized, an offer that fits, a proposal chosen by the State and accepted by the
// partner, and what is left without anybody.
func TestFromImportedNeedsToAGapList(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		file := "title,level,kind,theme_codes,estimated_cost_amount,estimated_cost_currency,wanted_by\n" +
			"Secret need A,operational,training,tracing,120000.00,USD,2027-06-30\nSecret need B,strategic,advisory,tracing,80000.00,USD,\n"
		w.do(t, call{as: "manager", method: "POST", path: "/missions/" + string(w.ids["mission"]) + "/needs/import", body: file, header: map[string]string{"Content-Type": "text/csv"}}).want(t, 200)
		var paths []string
		for _, n := range w.do(t, call{as: "manager", path: "/needs?theme=tracing&sort=reference"}).page(t).Items {
			path := "/needs/" + string(n.id())
			w.step(t, "kaz", path, `{"to":"agreed"}`).want(t, 200)
			w.step(t, "manager", path, `{"to":"prioritized"}`).want(t, 200)
			paths = append(paths, path)
		}
		if len(paths) != 2 {
			t.Fatalf("the file brought %v", paths)
		}
		offers := map[string]models.ID{}
		for who, org := range map[string]string{"partner1": "partner", "partner2": "partner2"} {
			o := w.do(t, call{as: who, method: "POST", path: "/offers", body: fmt.Sprintf(`{"organisation_id":%q,"purpose":"deliver","title":"Tracing desks",
				"theme_codes":["tracing"],"regions":["Central Asia"],"kinds":["training"],"levels":["operational"],"places":1}`, w.ids[org])}).want(t, 201).object(t)
			offers[who] = o.id()
			told := w.do(t, call{as: who, path: "/offers/" + string(o.id()) + "/suggestions"}).want(t, 200)
			if strings.Contains(string(told.body), "Secret") || !strings.Contains(string(told.body), `"items":[]`) || !strings.Contains(string(told.body), `"notice":""`) {
				t.Errorf("%s reads of needs that are shared with nobody: %s", who, told.body)
			}
		}
		var found models.Suggestions
		w.read(t, "manager", paths[0]+"/suggestions", &found)
		if len(found.Items) != 2 || found.Items[0].Score < 6000 || len(found.Items[0].Parts) != 8 || found.Items[0].Parts[0].Words != "Both are about tracing" {
			t.Fatalf("suggested are %+v", found)
		}
		referrals := map[string]string{}
		for who, org := range map[string]string{"partner1": "partner", "partner2": "partner2"} {
			r := w.do(t, call{as: "manager", method: "POST", path: "/referrals", body: fmt.Sprintf(`{"need_id":%q,"organisation_id":%q,"purpose":"deliver","offer_id":%q,"ends_on":"2026-12-31"}`,
				strings.TrimPrefix(paths[0], "/needs/"), w.ids[org], offers[who])}).want(t, 201).object(t)
			referrals[who] = "/referrals/" + string(r.id())
		}
		chosen := w.do(t, call{as: "kaz", method: "POST", path: referrals["partner1"] + "/choose", header: map[string]string{"If-Match": w.tag(t, "/api/v1"+referrals["partner1"])}}).want(t, 200).object(t)
		if chosen.text("chosen_on") != "2026-11-23" || w.do(t, call{as: "partner2", path: referrals["partner2"]}).object(t).text("status") != "withdrawn" {
			t.Errorf("the State chose %v", chosen)
		}
		w.step(t, "partner1", referrals["partner1"], `{"to":"accepted"}`).want(t, 200)
		if need := w.do(t, call{as: "manager", path: paths[0]}).object(t); need.text("status") != "referred" || need.text("proposed_status") != "taken_up" {
			t.Errorf("accepted, the need is %v", need)
		}
		if o := w.do(t, call{as: "partner1", path: "/offers/" + string(offers["partner1"])}).object(t); o["places_left"] != 0.0 {
			t.Errorf("the offer has %v places left", o["places_left"])
		}
		gaps := w.do(t, call{as: "manager", path: "/needs/gaps"}).page(t)
		second := slices.IndexFunc(gaps.Items, func(o object) bool { return o.id() == models.ID(strings.TrimPrefix(paths[1], "/needs/")) })
		if second < 0 || gaps.Items[second]["nobody"] != true {
			t.Errorf("the gap list is %v", gaps.Items)
		}
		var matrix models.Coverage
		w.read(t, "manager", "/coverage?by=theme_level&theme=tracing", &matrix)
		want := []models.CoverageCell{{Theme: "tracing", Level: "operational"}, {Theme: "tracing", Level: "strategic"}}
		want[0].Proposed, want[0].Money = 1, models.GapOf(usd("120000.00"), 0)
		want[1].Nobody, want[1].Money = 1, models.GapOf(usd("80000.00"), 0)
		if !slices.Equal(matrix.Cells, want) || matrix.Total.Nobody != 1 || matrix.Total.Proposed != 1 || matrix.Total.Money != models.GapOf(usd("200000.00"), 0) {
			t.Errorf("the matrix is %+v of %+v", matrix.Cells, matrix.Total)
		}
		w.read(t, "kaz", "/coverage?by=partner_need&theme=tracing", &matrix)
		if len(matrix.Needs) != 2 || !slices.Equal(matrix.Needs[0].Partners, []models.PartnerPart{{OrganisationID: w.ids["partner"], Part: "accepted"}}) || matrix.Needs[1].Cover != "nobody" {
			t.Errorf("by partner and need it is %+v", matrix.Needs)
		}
	})
}

// read reads an answer into a model.
func (w *world) read(t *testing.T, as, path string, into any) {
	t.Helper()
	if err := json.Unmarshal(w.do(t, call{as: as, path: path}).want(t, 200).body, into); err != nil {
		t.Fatal(err)
	}
}
