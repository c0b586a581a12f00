package models

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Suggestions are offers that fit a need, or needs that fit an offer, the best first.
type Suggestions struct {
	AsOf  Date         `json:"as_of"`
	Items []Suggestion `json:"items"`
	// More is how many others fit, too.
	More int `json:"more"`
	// Notice tells an offer's owner that a hidden need matches.
	Notice string `json:"notice"`
}

// MatchNotice is all that an offer's owner is told of hidden needs.
const MatchNotice = "An agreed need matches your offer; ask the coordinator."

// Suggestion is one offer for one need, with its score and what the score is made of.
type Suggestion struct {
	NeedID           ID      `json:"need_id"`
	NeedReference    string  `json:"need_reference"`
	NeedTitle        string  `json:"need_title"`
	OfferID          ID      `json:"offer_id"`
	OfferReference   string  `json:"offer_reference"`
	OfferTitle       string  `json:"offer_title"`
	OrganisationID   ID      `json:"organisation_id"`
	OrganisationName string  `json:"organisation_name"`
	Purpose          Purpose `json:"purpose"`
	// Score is from 0 to 100, the sum of the points of its parts.
	Score Score       `json:"score"`
	Parts []MatchPart `json:"parts"`
	// Asked is how an earlier proposal of the need to the organisation ended, and AskedReason why; empty where there was none.
	Asked       ReferralStatus `json:"asked" enum:"declined,withdrawn,expired"`
	AskedReason string         `json:"asked_reason"`

	rank string
}

// MatchPart is one part of a suggestion's score: how many points of how many, and why in words.
type MatchPart struct {
	_ struct{} `doc:"One part of a suggestion's score: how many points of how many, and why."`

	Part   MatchAspect `json:"part"`
	Weight int         `json:"weight" doc:"Its part in the whole."`
	Points Score       `json:"points"`
	Words  string      `json:"words" example:"Both are about tracing"`
}

// MatchAspect is in what an offer fits a need.
type MatchAspect string

// The aspects of a match.
const (
	AspectTheme    MatchAspect = "theme"
	AspectCountry  MatchAspect = "country"
	AspectKind     MatchAspect = "kind"
	AspectLevel    MatchAspect = "level"
	AspectPeriod   MatchAspect = "period"
	AspectLanguage MatchAspect = "language"
	AspectMeans    MatchAspect = "means"
	AspectRecord   MatchAspect = "record"
)

// Values lists them.
func (MatchAspect) Values() []string {
	return texts(AspectTheme, AspectCountry, AspectKind, AspectLevel, AspectPeriod, AspectLanguage, AspectMeans, AspectRecord)
}

// The weights of the parts sum to 100 (docs/methods.md says why each has its own).
const (
	MatchTheme    = 30
	MatchCountry  = 15
	MatchKind     = 15
	MatchLevel    = 10
	MatchRecord   = 10
	MatchPeriod   = 10
	MatchLanguage = 5
	MatchMeans    = 5
)

// SuggestionLimit is how many suggestions are named; the rest is counted.
const SuggestionLimit = 20

// MatchNeed is what of a need is matched. Missing is in US cents, nil where it is not known or not shown.
type MatchNeed struct {
	ID                ID
	Reference, Title  string
	Country, Region   string
	Level             NeedLevel
	Kind              NeedKind
	Themes, Languages []string
	WantedBy          Date
	Missing           *int64
	RankKey           string
}

// MatchOffer is an offer with what is known of its organisation.
type MatchOffer struct {
	Offer
	OrganisationName string
	// EnvelopeCents is what is left of a donor's envelope in US cents, nil where it has none or no rate is known.
	EnvelopeCents *int64
	Record        TrackRecord
	Earlier       *Referral
}

// TrackRecord is how many activities an organisation has finished, and how many of them late: in the need's country, and on the best
// of its themes in any country.
type TrackRecord struct{ InCountry, LateInCountry, OnTheme, LateOnTheme int }

// Best takes the theme with more finished activities.
func (r TrackRecord) Best(theme TrackRecord) TrackRecord {
	if theme.OnTheme > r.OnTheme || theme.OnTheme == r.OnTheme && theme.LateOnTheme < r.LateOnTheme {
		r.OnTheme, r.LateOnTheme = theme.OnTheme, theme.LateOnTheme
	}
	return r
}

// full and neutral are how well a part fits, in per cent.
const (
	full    = 100
	neutral = 50
)

// Match tells how well an offer fits a need on a day; false where it does not at all: another theme or country, its period
// is over before or begins after the need is wanted, or nothing is left of it.
func Match(b *MatchOffer, n *MatchNeed, today Date) (Suggestion, bool) {
	s := Suggestion{NeedID: n.ID, NeedReference: n.Reference, NeedTitle: n.Title, OfferID: b.ID, OfferReference: b.Reference,
		OfferTitle: b.Title, OrganisationID: b.OrganisationID, OrganisationName: b.OrganisationName, Purpose: b.Purpose, rank: n.RankKey}
	theme, themeWords := b.theme(n)
	country, countryWords := b.country(n)
	period, periodWords := b.period(n, today)
	means, meansWords := b.means(n)
	if theme == 0 || country == 0 || period == 0 || means == 0 || b.Status != OfferOpen {
		return s, false
	}
	kind, kindWords := listFit(b.Kinds, n.Kind, "kind")
	level, levelWords := listFit(b.Levels, n.Level, "level")
	language, languageWords := b.language(n)
	record, recordWords := b.record(n)
	for _, p := range []struct {
		part   MatchAspect
		weight int
		value  int
		words  string
	}{{AspectTheme, MatchTheme, theme, themeWords}, {AspectCountry, MatchCountry, country, countryWords},
		{AspectKind, MatchKind, kind, kindWords}, {AspectLevel, MatchLevel, level, levelWords},
		{AspectPeriod, MatchPeriod, period, periodWords}, {AspectLanguage, MatchLanguage, language, languageWords},
		{AspectMeans, MatchMeans, means, meansWords}, {AspectRecord, MatchRecord, record, recordWords}} {
		part := MatchPart{Part: p.part, Weight: p.weight, Points: Score(p.weight * p.value), Words: p.words}
		s.Parts, s.Score = append(s.Parts, part), s.Score+part.Points
	}
	if b.Earlier != nil {
		s.Asked, s.AskedReason = b.Earlier.Status, b.Earlier.AnswerReason
	}
	return s, true
}

// theme is the share of the need's themes that the offer names.
func (b *MatchOffer) theme(n *MatchNeed) (int, string) {
	if len(b.ThemeCodes) == 0 {
		return neutral, "The offer is for any theme"
	}
	shared := both(n.Themes, b.ThemeCodes)
	if len(shared) == 0 {
		return 0, ""
	}
	return full * len(shared) / len(n.Themes), "Both are about " + strings.Join(shared, ", ")
}

func (b *MatchOffer) country(n *MatchNeed) (int, string) {
	switch {
	case slices.Contains(b.CountryCodes, n.Country):
		return full, "The offer names " + n.Country
	case n.Region != "" && slices.Contains(b.Regions, n.Region):
		return 80, "The offer is for " + n.Region
	case len(b.CountryCodes)+len(b.Regions) == 0:
		return neutral, "The offer is for any country"
	}
	return 0, ""
}

// listFit is full where the offer names the value, half where it names none.
func listFit[S ~string](offered []S, wanted S, what string) (int, string) {
	switch {
	case slices.Contains(offered, wanted):
		return full, "The offer names the " + what + ": " + Words(wanted)
	case len(offered) == 0:
		return neutral, "The offer is for any " + what
	}
	return 0, "Another " + what + " than " + Words(wanted)
}

// period is full where the offer leaves 90 days or more until the need is wanted, or all of the time that there is.
func (b *MatchOffer) period(n *MatchNeed, today Date) (int, string) {
	from, to := max(today, b.StartsOn), b.EndsOn
	if b.EndsOn != "" && b.EndsOn < today {
		return 0, ""
	}
	if n.WantedBy == "" || n.WantedBy < today { // wanted at any time, or overdue: as soon as can be
		if b.StartsOn <= today {
			return full, "The offer holds today"
		}
		return neutral, "The offer holds from " + b.StartsOn.Words()
	}
	if to == "" || to > n.WantedBy {
		to = n.WantedBy
	}
	days := from.DaysUntil(to) + 1
	if days < 1 {
		return 0, ""
	}
	enough := min(90, today.DaysUntil(n.WantedBy)+1)
	return max(1, min(full, full*days/enough)), fmt.Sprintf("The offer holds for %d days before the need is wanted", days)
}

func (b *MatchOffer) language(n *MatchNeed) (int, string) {
	shared := both(b.Languages, n.Languages)
	switch {
	case len(shared) > 0:
		return full, "Work can be done in " + strings.Join(shared, ", ")
	case len(b.Languages) == 0 || len(n.Languages) == 0:
		return neutral, "No language is named"
	}
	return 0, "No language in common"
}

// means is what is left of the offer: a partner's places, or a donor's money against the gap.
func (b *MatchOffer) means(n *MatchNeed) (int, string) {
	if b.PlacesLeft != nil && *b.PlacesLeft <= 0 || b.EnvelopeCents != nil && *b.EnvelopeCents <= 0 {
		return 0, ""
	}
	switch {
	case b.Purpose == PurposeFund && b.EnvelopeCents != nil && n.Missing != nil && *n.Missing > 0:
		part := int(min(full, max(1, full*min(*b.EnvelopeCents, *n.Missing) / *n.Missing)))
		return part, fmt.Sprintf("%s is left for %s that is missing", USD(*b.EnvelopeCents).Words(), USD(*n.Missing).Words())
	case b.Purpose == PurposeDeliver && b.PlacesLeft != nil && *b.PlacesLeft == 1:
		return full, "1 place is left"
	case b.Purpose == PurposeDeliver && b.PlacesLeft != nil:
		return full, fmt.Sprintf("%d places are left", *b.PlacesLeft)
	}
	return neutral, "How much is left, or missing, is not said"
}

// record is full with six finished activities; one that was late counts half.
func (b *MatchOffer) record(n *MatchNeed) (int, string) {
	r := b.Record
	done, late := r.InCountry+r.OnTheme, r.LateInCountry+r.LateOnTheme
	if done == 0 {
		return 0, "Nothing brought to its end yet on the theme or in " + n.Country
	}
	return min(full, (full*done-full/2*late)/6), fmt.Sprintf("Brought to their end: %d in %s, %d on the theme; late: %d and %d",
		r.InCountry, n.Country, r.OnTheme, r.LateInCountry, r.LateOnTheme)
}

// Suggest sorts suggestions by score, then by the need's rank, then by the offer's reference.
func Suggest(all []Suggestion, today Date) *Suggestions {
	slices.SortFunc(all, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.rank, b.rank), CompareReferences(a.OfferReference, b.OfferReference))
	})
	out := &Suggestions{AsOf: today, Items: append([]Suggestion{}, all[:min(len(all), SuggestionLimit)]...)}
	out.More = len(all) - len(out.Items)
	return out
}
