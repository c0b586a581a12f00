package handlers_test

import (
	"net/url"
	"slices"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// searchFor gives what a reader finds.
func searchFor(t *testing.T, w *world, who, query string) models.Search {
	t.Helper()
	var found models.Search
	w.Do(t, call{As: who, Path: "/search?" + query}).Want(t, 200).JSON(t, &found)
	return found
}

// kindsOf lists the kinds of what was found, each once, in the order in which they come.
func kindsOf(found models.Search) (out []models.SearchKind) {
	for _, h := range found.Items {
		if !slices.Contains(out, h.Kind) {
			out = append(out, h.Kind)
		}
	}
	return out
}

// TestSearchOverKinds finds one object of each kind by a word, as those who see it, and nothing as those who do not.
func TestSearchOverKinds(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		say := func(path, member, value string) {
			w.Do(t, call{As: "manager", Method: "PATCH", Path: path, Body: `{"` + member + `":"` + value + `"}`,
				Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}}).Want(t, 200)
		}
		const word = "Özgün securité"
		for noun, member := range map[string]string{"needs": "title", "findings": "text", "missions": "title", "projects": "title",
			"activities": "title"} {
			say("/"+noun+"/"+string(w.IDs[map[string]string{"needs": "need", "findings": "finding", "missions": "mission",
				"projects": "project", "activities": "activity"}[noun]]), member, word)
		}
		say("/organisations/"+string(w.IDs["partner"]), "name", word)
		w.Do(t, call{As: "manager", Method: "POST", Path: "/reports", Body: `{"organisation_id":"` + string(w.IDs["donor"]) +
			`","as_of":"2026-06-30","title":"` + word + `"}`}).Want(t, 201)
		w.Do(t, call{As: "manager", Method: "POST", Path: "/comments", Body: `{"subject_type":"activity","subject_id":"` +
			string(w.IDs["activity"]) + `","audience":"partner","body":"` + word + `"}`}).Want(t, 201)
		q := "q=" + url.QueryEscape("ozgun SECUR")
		for who, want := range map[string][]models.SearchKind{
			"manager":  models.SearchedKinds,
			"kaz":      {"need", "finding", "mission", "project", "activity", "organisation"},
			"partner1": {"project", "activity", "organisation", "comment"},
			"donorA":   {"project", "activity", "organisation", "report"}, "donorB": {"organisation"}, "kgz": {"organisation"},
		} {
			if got := kindsOf(searchFor(t, w, who, q)); !slices.Equal(got, want) {
				t.Errorf("%s finds %v, not %v", who, got, want)
			}
		}
		if got := kindsOf(searchFor(t, w, "manager", q+"&kind=comment,need")); !slices.Equal(got, []models.SearchKind{"need", "comment"}) {
			t.Errorf("of two kinds there are %v", got)
		}
		partly := w.Do(t, call{As: "manager", Path: "/needs/" + string(w.IDs["partly shared need"])}).Object(t)
		found := searchFor(t, w, "donorA", "q="+partly.Text("reference"))
		if len(found.Items) == 0 || found.Items[0].ID != partly.ID() || found.Items[0].Title != "" || found.Items[0].Shared != "partial" ||
			found.Items[0].Summary == "" {
			t.Errorf("a need that is shared in part is found as %+v", found.Items)
		}
		if found := searchFor(t, w, "donorA", "q=Secret+title+of+partly"); len(found.Items) > 0 {
			t.Errorf("and by its title as %+v", found.Items)
		}
		id := w.Do(t, call{As: "donorA", Path: "/search?q=" + partly.Text("reference")}).Header.Get("X-Request-Id")
		if all := logged(t, w, "kind=read&action=search.get&request_id="+id); len(all) == 0 {
			t.Error("what was found is not logged")
		}
		w.Do(t, call{As: "donorA", Path: "/search?q=%21%21", Wrong: true}).Problem(t, 422)
		w.Do(t, call{As: "donorA", Path: "/search?q=x&kind=user", Wrong: true}).Problem(t, 422)
	})
}

// TestASearchAsksOnceForAKind finds a great many, gives the best of each kind, and asks the database no oftener than for a few.
func TestASearchAsksOnceForAKind(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		asked := func() int64 {
			before := w.App.Store().Queries()
			searchFor(t, w, "manager", "q=fill&limit=5")
			return w.App.Store().Queries() - before
		}
		asked() // the token's first use is noted
		few := asked()
		w.Fill()
		found := searchFor(t, w, "manager", "q=fill&limit=5")
		if many := asked(); many > few+6 || many > 20 {
			t.Errorf("a search sends %d statements where there is much, and %d where there is nothing", many, few)
		}
		if len(found.More) < 5 || len(found.Items) != 5*len(kindsOf(found)) {
			t.Errorf("%d of %v, and more of %v", len(found.Items), kindsOf(found), found.More)
		}
	})
}
