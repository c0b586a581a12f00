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
// from a file, agreed by the State, scored by several and ranked, a ranking that is frozen with the State, an offer that fits, a
// proposal chosen by the State and accepted by the partner, and what is left without anybody.
func TestFromImportedNeedsToAGapList(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		file := "title,level,kind,theme_codes,estimated_cost_amount,estimated_cost_currency,wanted_by\n" +
			"Secret need A,operational,training,tracing,120000.00,USD,2027-06-30\nSecret need B,strategic,advisory,tracing,80000.00,USD,\n"
		mission := w.do(t, call{as: "manager", method: "POST", path: "/missions", body: fmt.Sprintf(`{"country_code":"KAZ","title":"Second mission","modality":"on_site","lead_organisation_id":%q,
			"parts":[{"starts_on":"2026-11-02","ends_on":"2026-11-06","place":"Astana"}]}`, w.ids["lead"])}).want(t, 201).object(t).id()
		w.do(t, call{as: "manager", method: "POST", path: "/missions/" + string(mission) + "/needs/import", body: file, header: map[string]string{"Content-Type": "text/csv"}}).want(t, 200)
		var paths []string
		for _, n := range w.do(t, call{as: "manager", path: "/needs?theme=tracing&sort=reference"}).page(t).Items {
			path := "/needs/" + string(n.id())
			w.step(t, "kaz", path, `{"to":"agreed"}`).want(t, 200)
			paths = append(paths, path)
		}
		if len(paths) != 2 {
			t.Fatalf("the file brought %v", paths)
		}
		w.rankedWithTheState(t, mission, paths)
		for _, path := range paths {
			w.step(t, "manager", path, `{"to":"prioritized"}`).want(t, 200)
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
		if len(matrix.Needs) != 2 || !slices.Equal(matrix.Needs[1].Partners, []models.PartnerPart{{OrganisationID: w.ids["partner"], Part: "accepted"}}) || matrix.Needs[0].Cover != "nobody" { // by rank
			t.Errorf("by partner and need it is %+v", matrix.Needs)
		}
	})
}

// rankedWithTheState scores two needs of a mission, tries how sure their order is, and freezes it as agreed with the State. By hand,
// with u for the weight of urgency: the first has 2.5u + 3(1-u) points of merit and the second 3u + (1-u), of 4.
func (w *world) rankedWithTheState(t *testing.T, mission models.ID, paths []string) {
	t.Helper()
	scheme := w.do(t, call{as: "manager", path: "/schemes/" + string(w.ids["scheme"])}).want(t, 200).object(t)
	scores := map[string]string{}
	for i, of := range []map[string][2]int{{"manager": {5, 2}, "admin": {2, 2}}, {"manager": {4, 4}}} {
		for who, values := range of {
			for j, value := range values {
				criterion := scheme["criteria"].([]any)[j].(map[string]any)
				s := w.do(t, call{as: who, method: "POST", path: "/scores", body: fmt.Sprintf(`{"need_id":%q,"criterion_id":%q,"value":%d,"reason":"As seen on site"}`,
					strings.TrimPrefix(paths[i], "/needs/"), criterion["id"], value)}).want(t, 201).object(t)
				scores[fmt.Sprint(who, i, criterion["code"])] = "/scores/" + string(s.id())
			}
		}
	}
	var scoring models.Scoring
	w.read(t, "kaz", "/missions/"+string(mission)+"/scoring", &scoring)
	if len(scoring.Assessors) != 2 || len(scoring.Disagreements) != 1 || scoring.Disagreements[0].Code != "urgency" || scoring.Disagreements[0].Spread != 3 {
		t.Errorf("the scoring is %+v", scoring)
	}
	wants := func(first, second models.Score) {
		t.Helper()
		for i, want := range []models.Score{first, second} {
			var n models.Need
			if w.read(t, "kaz", paths[i], &n); n.Priority == nil || *n.Priority != want {
				t.Errorf("need %d has the priority %v, not %s", i+1, n.Priority, want)
			}
		}
	}
	wants(67_50, 55_00)
	edition := w.do(t, call{as: "manager", method: "POST", path: "/schemes/" + string(scheme.id()) + "/editions", body: `{"current":true,"weights":[{"code":"urgency","weight":70}]}`}).want(t, 200).object(t)
	wants(66_25, 60_00)
	var sure models.Robustness
	w.read(t, "kaz", "/robustness?top=1&draws=1000&mission_id="+string(mission), &sure)
	if len(sure.Needs) != 2 || sure.SchemeID != edition.id() || sure.Needs[0].Priority != 66_25 || sure.Needs[0].TopShare+sure.Needs[1].TopShare != 100_00 || sure.Needs[0].TopShare < 95_00 {
		t.Errorf("the order is sure as %+v", sure)
	}
	var exchange models.Exchange // at 80 they are equal, and the one that is wanted by a day stays ahead
	w.read(t, "kaz", "/robustness/exchange?one="+sure.Needs[1].Reference+"&other="+sure.Needs[0].Reference, &exchange)
	if exchange.Swap == nil || exchange.Swap.To != 80_01 || exchange.Words != sure.Needs[1].Reference+" passes "+sure.Needs[0].Reference+" if urgency rises from 70 to 80.01" {
		t.Errorf("they are exchanged by %+v", exchange)
	}
	ranking := "/rankings/" + string(w.do(t, call{as: "manager", method: "POST", path: "/rankings", body: fmt.Sprintf(`{"mission_id":%q,"title":"Agreed in Astana","held_on":"2026-11-20",
		"participants":["A ministry","A police"]}`, mission)}).want(t, 201).object(t).id())
	w.step(t, "manager", ranking, `{"to":"agreed"}`).problem(t, 409)
	w.step(t, "kaz", ranking, `{"to":"agreed"}`).want(t, 200)
	w.step(t, "manager", ranking, `{"to":"frozen"}`).want(t, 200)
	w.frozen(t, ranking, scores["admin0urgency"], paths)
}

// frozen holds that a ranking keeps what it had when a score changes, and says what moved since.
func (w *world) frozen(t *testing.T, ranking, score string, paths []string) {
	t.Helper()
	var before, after models.Ranking
	w.read(t, "kaz", ranking, &before)
	var content models.RankingContent
	if err := json.Unmarshal([]byte(before.Content), &content); err != nil {
		t.Fatal(err)
	}
	if before.Status != "frozen" || before.FrozenOn != "2026-11-23" || content.HeldOn != "2026-11-20" || !slices.Equal(content.Participants, []string{"A ministry", "A police"}) ||
		len(content.Scores) != 6 || content.Robustness.Criteria[0].Weight != 70_00 || len(content.Robustness.Needs) != 2 || content.Robustness.Needs[0].Priority != 66_25 {
		t.Errorf("frozen is %+v with %+v", before, content)
	}
	w.do(t, call{as: "admin", method: "PATCH", path: score, body: `{"value":1,"reason":"Looked at again"}`, header: map[string]string{"If-Match": w.tag(t, "/api/v1"+score)}}).want(t, 200)
	if w.read(t, "kaz", ranking, &after); string(after.Content) != string(before.Content) || after.SHA256 != before.SHA256 {
		t.Errorf("a new score changes what is frozen")
	}
	var moves models.Moves
	w.read(t, "kaz", ranking+"/moves", &moves)
	if moves.Unchanged || len(moves.Needs) != 2 {
		t.Errorf("the moves are %+v", moves)
	}
}

// read reads an answer into a model.
func (w *world) read(t *testing.T, as, path string, into any) {
	t.Helper()
	if err := json.Unmarshal(w.do(t, call{as: as, path: path}).want(t, 200).body, into); err != nil {
		t.Fatal(err)
	}
}
