package web

import (
	"net/url"

	"qadam/models"
)

// Needs is the register of needs: in what order, how sure, and who has each.
type Needs struct {
	Rows []NeedRow
	List
	// Ranked tells that the reader may know ranks, Sure that the ranks were tried under many weights, Scored that there are scores, and
	// Funded that the reader may know what is committed.
	Ranked, Sure, Scored, Funded bool
	// Sum is over all needs that answer to the filters; nil for those who may not know it.
	Sum *models.GapTotal
	// Scheme names what the needs are ranked with.
	Scheme string
	Save   Form
	// Token makes the form by which the view is saved, sent twice, count once.
	Token string
	// Exports is where the view is had as a file.
	Exports string
}

// NeedRow is one need.
type NeedRow struct {
	Path, Reference string
	// Title is the releasable summary of a need that is shared in part.
	Title, Themes string
	Partial       bool
	// Sharing says how it is shared where it is not open in full; nil otherwise, or where the reader may not know it.
	Sharing *Sign
	Sure    *Robustness
	Score   *models.Score
	// Of and From are on how many criteria a score rests that is incomplete; 0 where it is whole.
	From, Of int
	Status   models.NeedStatus
	Matters  []string
	Partners []Org
	Money    *NeedFunding
	Next     NextStep
}

// NeedFunding is a need's money, as far as it is known.
type NeedFunding struct {
	Funding
	Missing models.Money
}

// List is what a register says of itself: which of how many it shows, by which filters and order.
type List struct {
	Total, From, To int
	// First and Later are the addresses of other pages; "" for none.
	First, Later string
	Words        string
	Facets       []Facet
	Chips        []Chip
	// Here is the address of the list as it is shown, Clear the one without any filter.
	Here, Clear string
	Tabs        []Tab
	Sorts       map[string]Order
	// Sorted is the order that the form of the filters keeps.
	Sorted string
	// Helps is the filter whose removal brings most, where nothing was found.
	Helps *Chip
}

// Facet is a filter by one field; Chosen is how many of its values are chosen.
type Facet struct {
	Name, Key string
	Chosen    int
	Options   []FacetOption
}

// FacetOption is a value of a filter: Key is that of its words, or Text says it.
type FacetOption struct {
	Value, Key, Text string
	Chosen           bool
}

// Chip is a filter that is in force, and the address without it. Found is how many there are then.
type Chip struct {
	Key, Text, Path string
	Found           int
}

// Tab is a list under a name; Remove is what takes it away, for its owner.
type Tab struct {
	Key, Name, Path string
	Current         bool
}

// Order is how a column can be sorted: Path sorts by it, Now is ascending, descending or "".
type Order struct{ Path, Now string }

func (Needs) page() page { return page{name: "needs", shell: true} }

func (Needs) examples() []View {
	closed, _ := sign("sharing", models.SharingConfidential)
	some := []FacetOption{{Value: "x", Text: "Some"}}
	score, low := models.Score(8688), models.Score(4750)
	sure := &Robustness{Rank: 2, First: 1, Of: 14, Top: 5, Low: 1, High: 3, Shares: []models.Score{3000, 6000, 1000}, TopShare: 10000,
		Word: models.Certain}
	money := &NeedFunding{Funding: Funding{Needed: 61000000, Committed: 38000000}, Missing: models.USD(23000000)}
	rows := []NeedRow{{Path: "/needs/KAZ-2021-03", Reference: "KAZ-2021-03", Title: "Trace every recovered firearm", Themes: "Tracing",
		Sure: sure, Score: &score, Status: models.NeedInDelivery, Matters: []string{"overdue"}, Money: money,
		Partners: []Org{{"INTERPOL", "Interpol", false}, {"UNODA", "Disarmament", true}}, Next: NextStep{"in_delivery", "partner"}},
		{Path: "/needs/KAZ-2021-12", Sharing: &closed, Reference: "KAZ-2021-12", Title: "Early warning", Themes: "Border", Score: &low,
			From: 1, Of: 6,
			Sure: &Robustness{Rank: 14, First: 13, Of: 14, Top: 5, Low: 14, High: 14, Shares: []models.Score{1000, 9000},
				Incomplete: true},
			Status: models.NeedIdentified, Matters: []string{"unmatched", "no_money"}, Money: &NeedFunding{},
			Next: NextStep{"identified", "national"}}}
	list := List{Total: 214, From: 51, To: 100, First: "/needs", Later: "/needs?cursor=x", Words: "trac", Clear: "/needs",
		Facets: []Facet{{"status", "filter.status", 1, []FacetOption{{"met", "word.need.met", "", true}}},
			{"theme", "filter.theme", 0, []FacetOption{{"tracing", "", "Tracing", false}}}, {"mission_id", "filter.mission", 0, some},
			{"country", "filter.country", 0, some}, {"level", "filter.level", 0, some}, {"kind", "filter.kind", 0, some}},
		Chips: []Chip{{"word.need.met", "", "/needs", 0}, {"", "Tracing", "/needs?status=met", 0}}, Sorted: "reference",
		Tabs: []Tab{{"needs.all", "", "/needs", false}, {"", "Nobody yet", "/needs?status=agreed", true}},
		Sorts: map[string]Order{"priority": {"/needs?sort=-priority", "ascending"}, "reference": {"/needs?sort=reference", ""},
			"status_on": {"/needs?sort=-status_on", "descending"}}}
	full := Needs{Rows: rows, List: list, Ranked: true, Sure: true, Scored: true, Funded: true, Scheme: "Default scheme, edition 1",
		Exports: "/api/v1/needs/export", Sum: &models.GapTotal{Needed: models.USD(618000000), Covered: models.USD(195000),
			Missing: models.USD(4200)}, Save: NewForm("", url.Values{"name": {""}}, Fault{Field: "name", Rule: "name"})}
	none := Needs{List: List{Chips: list.Chips, Clear: "/needs", Helps: &Chip{"", "Tracing", "/needs?status=met", 4}, Tabs: list.Tabs}}
	partly := Needs{List: List{Total: 1, From: 1, To: 1, Tabs: list.Tabs[:1], Sorts: map[string]Order{}}, Rows: []NeedRow{{Partial: true,
		Reference: "KAZ-2021-03", Path: "/needs/KAZ-2021-03", Title: "A desk for tracing"}}}
	return []View{partly, Needs{List: List{Tabs: list.Tabs[:1]}}, none, full}
}
