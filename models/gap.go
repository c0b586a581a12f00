package models

// Gap is needed less committed, by share, in the reporting currency; Missing is never negative. Needed and Missing are null where
// there is no estimate or no rate.
type Gap struct {
	_ struct{} `doc:"Needed less committed, by share, in US dollars."`

	Needed    Money `json:"needed"`
	Committed Money `json:"committed"`
	Missing   Money `json:"missing"`
}

// GapTotal is the gap of many needs, in the reporting currency: of those that have a needed. Covered counts for each need at most what
// it needs, so that one need's surplus does not hide another's gap, and Missing is the rest.
type GapTotal struct {
	_ struct{} `doc:"The gap of many needs, in US dollars: of those with an estimate and a rate."`

	Needed  Money `json:"needed"`
	Covered Money `json:"covered" doc:"What is committed, for each need at most what it needs."`
	Missing Money `json:"missing"`
}

// Add counts the gap of one more need.
func (t *GapTotal) Add(g Gap) {
	if t.Needed.IsZero() {
		t.Needed, t.Covered, t.Missing = USD(0), USD(0), USD(0)
	}
	if g.Needed.IsZero() {
		return
	}
	t.Needed.Minor += g.Needed.Minor
	t.Missing.Minor += g.Missing.Minor
	t.Covered.Minor += g.Needed.Minor - g.Missing.Minor
}

// NeedGap is one open need without an answer, without money or with too little.
type NeedGap struct {
	_ struct{} `doc:"An open need that nobody answers, or that has no money, or too little."`

	ID        ID         `json:"id"`
	Reference string     `json:"reference"`
	Title     string     `json:"title"`
	Status    NeedStatus `json:"status" enum:"-"`
	Priority  *Score     `json:"priority"`
	Nobody    bool       `json:"nobody" doc:"No referral waits or was accepted, and no live activity answers it."`
	NeedMoney
}

// NeedMoney is the gap of one need, and what becomes of money that is not there yet.
type NeedMoney struct {
	Gap
	NoMoney bool `json:"no_money" doc:"Nothing is committed, and nothing waits to be allotted."`
	// AwaitsAllotment tells that a project which answers the need has money left to allot: how much of it is for this need, nobody
	// has said.
	AwaitsAllotment bool `json:"awaits_allotment" doc:"A project that answers it has money that is not allotted yet."`
	// RateOn and RateDays are those of the rate that its estimate was converted at.
	RateOn   Date `json:"rate_on" doc:"The day of the rate that the estimate was converted at; empty for US dollars."`
	RateDays int  `json:"rate_days" doc:"How many days old that rate is."`
}

// GapBasis says how a funding gap is computed; it is shown with every gap.
const GapBasis = "Estimated cost at the latest stored rate, less the commitments earmarked or allotted to the activities that answer " +
	"the need, by each activity's share and at their value dates' rates. Commitments to a project as a whole count for a need once " +
	"they are allotted; those to cancelled activities for none."

// NeedFacts are what the figures of a need are computed from, whoever shows them (docs/domain.md#figures).
type NeedFacts struct {
	Status NeedStatus
	Cost   Money
	// Committed is in hundredths of US cents: shares are per cent.
	Committed int64
	// Live tells that a live activity answers the need, Proposed that a referral waits or was accepted, Awaits that a project which
	// answers it has money left to allot.
	Live, Proposed, Awaits bool
}

// Money computes the need's gap.
func (f *NeedFacts) Money(rates *RateTable) NeedMoney {
	m := NeedMoney{AwaitsAllotment: f.Awaits}
	if cents, known := rates.Convert(f.Cost); known {
		m.Needed = USD(cents)
		m.RateOn, m.RateDays = rates.Age(f.Cost.Currency)
	}
	m.Committed = USD((max(f.Committed, 0) + 50) / 100) // net commitments below 0 count as none
	if !m.Needed.IsZero() {
		m.Missing = USD(max(m.Needed.Minor-m.Committed.Minor, 0))
	}
	m.NoMoney = m.Committed.Minor == 0 && !f.Awaits
	return m
}

// Cover tells in which of the four a need counts: by its status, else by live activities, else by open referrals; "" for none.
func (f *NeedFacts) Cover() Cover {
	switch f.Status {
	case NeedIdentified, NeedDeclined, NeedLapsed:
		return ""
	case NeedMet:
		return CoverMet
	case NeedTakenUp, NeedInDelivery, NeedPartlyMet:
		return CoverAnswered
	}
	switch {
	case f.Live:
		return CoverAnswered
	case f.Proposed:
		return CoverProposed
	}
	return CoverNobody
}
