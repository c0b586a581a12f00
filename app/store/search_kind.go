package store

import (
	"slices"
	"strings"

	"qadam/models"
)

// searchedKind is a kind of object that is found by words, with the columns that a hit shows.
type searchedKind struct {
	kind                               models.SearchKind
	table                              string
	scope, extent                      func(*Tx) Where // extent is nil where consent does not matter
	reference, title, summary, country string
	// indexed tables are searched by their index of words; the others are small, and read through.
	indexed      bool
	unrestricted bool // holds nothing that a State gave in confidence
}

var searchedKinds = []searchedKind{
	{kind: models.SearchNeeds, table: "needs", scope: needScope, extent: needExtent, reference: "needs.reference", title: "needs.title",
		summary: "needs.releasable_summary", country: "needs.country_code", indexed: true},
	{kind: models.SearchFindings, table: "findings", scope: findingScope, extent: findingExtent, reference: "findings.reference",
		title: "findings.text", summary: "findings.releasable_summary", country: "findings.country_code", indexed: true},
	{kind: models.SearchMissions, table: "missions", scope: missionScope, extent: missionExtent, reference: "missions.reference",
		title: "missions.title", summary: "missions.releasable_summary", country: "missions.country_code"},
	{kind: models.SearchProjects, table: "projects", scope: projectScope, reference: "projects.reference", title: "projects.title",
		summary: "''", country: "''", unrestricted: true},
	{kind: models.SearchActivities, table: "activities", scope: activityScope, reference: "activities.reference",
		title: "activities.title", summary: "''", country: "activities.country_code", indexed: true, unrestricted: true},
	{kind: models.SearchOrganisations, table: "organisations", scope: organisationScope, reference: "organisations.code",
		title: "organisations.name", summary: "''", country: "organisations.country_code", unrestricted: true},
	{kind: models.SearchReports, table: "reports", scope: ownOrganisation("reports"), reference: "reports.reference",
		title: "reports.title", summary: "''", country: "''"},
	{kind: models.SearchComments, table: "comments", scope: commentScope, reference: commentReference("comments"),
		title: "comments.body", summary: "''", country: "''", indexed: true},
}

// hitsRead is how many hits of a kind are compared: those by their references first, then the newest.
const hitsRead = 200

// hitTextLength is how many characters of a text a hit shows.
const hitTextLength = 200

// FindWords gives the visible objects of some kinds in which words stand, at most so many of each and the best first, and the kinds of
// which there are more. It asks once for each kind.
func FindWords(tx *Tx, words string, kinds []models.SearchKind, limit int) (*models.Search, error) {
	out := &models.Search{Items: []models.SearchHit{}, More: []models.SearchKind{}}
	if len(termsOf(words)) == 0 {
		return nil, models.Fault("q", "Give at least one word to search for.")
	}
	for _, k := range searchedKinds {
		if !slices.Contains(kinds, k.kind) {
			continue
		}
		found, err := k.find(tx, words)
		if err != nil {
			return nil, err
		}
		models.RankHits(words, found)
		if len(found) > limit {
			found, out.More = found[:limit], append(out.More, k.kind)
		}
		k.logHits(tx, words, found)
		out.Items = append(out.Items, found...)
	}
	models.RankHits(words, out.Items)
	return out, nil
}

// find reads the hits of a kind.
func (k searchedKind) find(tx *Tx, words string) ([]models.SearchHit, error) {
	extent := where(fullExtent)
	if k.extent != nil {
		extent = k.extent(tx)
	}
	subject := "'' AS subject_type, NULL AS subject_id"
	if k.kind == models.SearchComments {
		subject = "comments.subject_type, comments.subject_id"
	}
	found, err := queryAll[models.SearchHit](tx, "SELECT "+quoted(k.kind)+" AS kind, "+k.table+".id, "+k.reference+" AS reference, "+
		k.title+" AS title, "+k.summary+" AS summary, "+k.country+" AS country_code, ? AS shared, "+subject+" FROM "+k.table+
		" WHERE ? AND ? ORDER BY CASE WHEN "+k.table+".open_terms LIKE ? THEN 0 ELSE 1 END, "+k.table+".id DESC LIMIT ?",
		extent, k.match(tx, words, extent), k.scope(tx), strings.Join(termsOf(words), " ")+"%", hitsRead)
	for i := range found {
		h := &found[i]
		if h.Shared != models.ExtentFull {
			h.Title = ""
		}
		h.Title, h.Summary = excerpt(h.Title), excerpt(h.Summary)
	}
	return found, err
}

// match is the condition that the words stand in an object: of one that is shared in part, in what consent opens.
func (k searchedKind) match(tx *Tx, words string, extent Where) Where {
	bounded := k.extent != nil && tx.actor.Audience() != ""
	if k.indexed {
		w := tx.dialect.search(k.table)
		query := w.query(words)
		if !bounded {
			return where(w.full, query)
		}
		partial := query
		if tx.dialect.name == sqliteDialect.name {
			partial = "open_terms : (" + query + ")"
		}
		return where("? AND (? = "+fullExtent+" OR ?)", where(w.full, query), extent, where(w.partial, partial))
	}
	all := within(words, k.table+".open_terms || ' ' || "+k.table+".other_terms")
	if !bounded {
		return all
	}
	return where("? AND (? = "+fullExtent+" OR ?)", all, extent, within(words, k.table+".open_terms"))
}

// within is the condition that words stand in a text as package fold writes it, the last one as the beginning of a word.
func within(words, text string) Where {
	w := everything
	for i, term := range termsOf(words) {
		term = "% " + term
		if i < len(termsOf(words))-1 {
			term += " "
		}
		w = w.And("(' ' || "+text+" || ' ') LIKE ?", term+"%")
	}
	return w
}

// logHits logs the hits that are shown of a kind that holds what a State gave in confidence.
func (k searchedKind) logHits(tx *Tx, words string, found []models.SearchHit) {
	if k.unrestricted || len(found) == 0 {
		return
	}
	shown := make([]SharedRow, len(found))
	for i, h := range found {
		shown[i] = SharedRow{ID: h.ID, Extent: h.Shared}
	}
	tx.addRead(readEvent{noun: string(k.kind), query: &models.ListQuery{Words: words}, rows: shown, byConsent: k.extent != nil})
}

// excerpt is the beginning of a text, in one line.
func excerpt(text string) string {
	letters := []rune(strings.Join(strings.Fields(text), " "))
	if len(letters) > hitTextLength {
		return string(letters[:hitTextLength-1]) + "…"
	}
	return string(letters)
}
