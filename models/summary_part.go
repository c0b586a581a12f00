package models

import (
	"cmp"
	"slices"
)

// SummaryPeriod is the time that a summary tells of: since the last report, or any other day, up to the day of the summary.
type SummaryPeriod struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

// SummaryPortfolio is the whole of what the donor's money reaches, whoever else pays for it; it is stated once, so that parts of it in
// several projects are not taken for more.
type SummaryPortfolio struct {
	_ struct{} `doc:"The whole of what the donor's money reaches, whoever else pays for it."`

	Projects     int      `json:"projects"`
	Activities   int      `json:"activities"`
	Partners     int      `json:"partners"`
	CountryCodes []string `json:"country_codes"`
	// Budget sums the budgets of the projects, at the latest stored rates.
	Budget Money      `json:"budget" doc:"The budgets of the projects as a whole, in US dollars."`
	Rates  []RateUsed `json:"rates"`
}

// SummaryPartner is an organisation's part in a project or an activity. One that is not listed has no name.
type SummaryPartner struct {
	_ struct{} `doc:"An organisation's part; one that is not listed has no name."`

	OrganisationID ID          `json:"organisation_id"`
	Name           string      `json:"name"`
	PartnerRole    PartnerRole `json:"partner_role" enum:"-"`
}

// SummaryMilestone is a milestone with its dates. A date that was moved is told as moved.
type SummaryMilestone struct {
	_ struct{} `doc:"A milestone with its first date, its date now and the day on which it was delivered."`

	Reference  string `json:"reference"`
	Title      string `json:"title"`
	Activity   string `json:"activity_reference"`
	FirstDueOn Date   `json:"first_due_on"`
	DueOn      Date   `json:"due_on"`
	DoneOn     Date   `json:"done_on"`
	TimesMoved int    `json:"times_moved" doc:"How often its date was moved."`
}

// HealthChange is what an accepted update says of an activity's health, where the one before said otherwise.
type HealthChange struct {
	_ struct{} `doc:"An activity's health as an accepted update says it, and as the one before did."`

	On        Date   `json:"on"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	From      Health `json:"from" enum:"-"`
	To        Health `json:"to" enum:"-"`
}

// MoneyGraph is the way of what a donor committed: from the donor by partners and themes to needs. What goes into a node goes out of it.
type MoneyGraph struct {
	_ struct{} `doc:"The way of what was committed: donor, partners, themes, needs. What goes into a node goes out of it."`

	Nodes []MoneyNode `json:"nodes"`
	Edges []MoneyEdge `json:"edges"`
}

// MoneyNode is a stop on the way; Key names it in the edges.
type MoneyNode struct {
	_ struct{} `doc:"A stop on the way of money."`

	Key    string    `json:"key"`
	Kind   MoneyStop `json:"kind"`
	NeedID ID        `json:"need_id"`
	Label  string    `json:"label"`
}

// MoneyEdge is an amount that goes from one stop to the next, in US dollars.
type MoneyEdge struct {
	_ struct{} `doc:"An amount that goes from one stop to the next."`

	From   string `json:"from"`
	To     string `json:"to"`
	Amount Money  `json:"amount"`
}

// MoneyStop is a kind of stop.
type MoneyStop string

// The stops: a donor, partners, themes, needs; and where the way ends before a need that the donor may see.
const (
	StopDonor          MoneyStop = "donor"
	StopPartner        MoneyStop = "partner"
	StopTheme          MoneyStop = "theme"
	StopNeed           MoneyStop = "need"
	StopRest           MoneyStop = "rest"
	StopNotYetAllotted MoneyStop = "not_yet_allotted"
)

// Values lists them.
func (MoneyStop) Values() []string {
	return texts(StopDonor, StopPartner, StopTheme, StopNeed, StopRest, StopNotYetAllotted)
}

// restLabel stands for needs that the donor may not see, and for money that is for no need: which of them it is is not revealed.
const restLabel = "Needs that are not shared, or none"

// FundedActivity is an activity as its donor sees it, with what the donor committed to it or had allotted to it, in US cents. Without
// an activity it is what is not yet allotted in a project that the partner leads.
type FundedActivity struct {
	Partner ID
	Themes  []string
	Needs   []ActivityNeed
	Cents   int64
	Whole   bool
}

// GraphOf adds up the way of a donor's money. An activity's money is parted evenly among its themes, and in each by its shares among
// the needs that the donor may see; the rest of it stays together.
func GraphOf(donor string, parts []FundedActivity, partners, themes map[string]string) MoneyGraph {
	g := graph{nodes: map[string]MoneyNode{}, cents: map[[2]string]int64{}}
	from := g.node(StopDonor, "", donor)
	for _, p := range parts {
		partner := g.node(StopPartner, string(p.Partner), partners[string(p.Partner)])
		g.cents[[2]string{from, partner}] += p.Cents
		if p.Whole {
			g.cents[[2]string{partner, g.node(StopNotYetAllotted, "", "Not yet allotted")}] += p.Cents
			continue
		}
		codes := p.Themes
		if len(codes) == 0 {
			codes = []string{""}
		}
		for i, cents := range Apportion(p.Cents, slices.Repeat([]int64{1}, len(codes))) {
			theme := g.node(StopTheme, codes[i], cmp.Or(themes[codes[i]], codes[i], "No theme"))
			g.cents[[2]string{partner, theme}] += cents
			g.part(theme, cents, p.Needs)
		}
	}
	return g.whole()
}

// graph is a graph that is being added up, by the keys of its nodes.
type graph struct {
	nodes map[string]MoneyNode
	cents map[[2]string]int64
}

func (g *graph) node(kind MoneyStop, id, label string) string {
	key := string(kind)
	if id != "" {
		key += ":" + id
	}
	n := MoneyNode{Key: key, Kind: kind, Label: label}
	if kind == StopNeed {
		n.NeedID = ID(id)
	}
	g.nodes[key] = n
	return key
}

// part parts an amount among needs by their shares, and leaves the rest.
func (g *graph) part(theme string, cents int64, needs []ActivityNeed) {
	weights, keys, left := []int64{}, []string{}, int64(100)
	for _, n := range needs {
		if n.NeedID != "" {
			weights, keys = append(weights, int64(n.Share)), append(keys, g.node(StopNeed, string(n.NeedID), n.Reference))
			left -= int64(n.Share)
		}
	}
	if left > 0 {
		weights, keys = append(weights, left), append(keys, g.node(StopRest, "", restLabel))
	}
	for i, part := range Apportion(cents, weights) {
		g.cents[[2]string{theme, keys[i]}] += part
	}
}

// whole gives the graph in a fixed order, without edges of nothing.
func (g *graph) whole() MoneyGraph {
	out, used := MoneyGraph{Nodes: []MoneyNode{}, Edges: []MoneyEdge{}}, map[string]bool{}
	for at, cents := range g.cents {
		if cents != 0 {
			out.Edges = append(out.Edges, MoneyEdge{From: at[0], To: at[1], Amount: USD(cents)})
			used[at[0]], used[at[1]] = true, true
		}
	}
	for key, n := range g.nodes {
		if used[key] {
			out.Nodes = append(out.Nodes, n)
		}
	}
	slices.SortFunc(out.Edges, func(a, b MoneyEdge) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	slices.SortFunc(out.Nodes, func(a, b MoneyNode) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

// Withheld leaves out the needs of a graph that are no longer shared: what was theirs joins the rest.
func (g MoneyGraph) Withheld(lost map[ID]bool) MoneyGraph {
	kept := graph{nodes: map[string]MoneyNode{}, cents: map[[2]string]int64{}}
	moved := map[string]string{}
	for _, n := range g.Nodes {
		if lost[n.NeedID] {
			moved[n.Key] = kept.node(StopRest, "", restLabel)
		} else {
			kept.nodes[n.Key] = n
		}
	}
	for _, e := range g.Edges {
		kept.cents[[2]string{e.From, cmp.Or(moved[e.To], e.To)}] += e.Amount.Minor
	}
	return kept.whole()
}
