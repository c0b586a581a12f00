package models

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ConsentOverview explains, in words, what of an item is open to whom, and why.
type ConsentOverview struct {
	SubjectType ConsentSubject `json:"subject_type"`
	SubjectID   ID             `json:"subject_id"`
	Reference   string         `json:"reference"`
	CountryCode string         `json:"country_code"`
	// State is the word shown with the item.
	State     Sharing          `json:"state"`
	Words     string           `json:"words" example:"Summary shared with donors since 3 May 2021, note verbale 12/21, until 31 December 2021."`
	Audiences []AudienceState  `json:"audiences"`
	Entries   []ConsentEntry   `json:"entries"`
	Requests  []ConsentRequest `json:"requests"`
	// Below counts, for a mission, its findings and needs by what is open of them.
	Below []SharedCount `json:"below"`
}

// Sharing is the word shown with an item.
type Sharing string

// How an item is shared.
const (
	SharingConfidential Sharing = "confidential"
	SharingAsked        Sharing = "asked"
	SharingSummary      Sharing = "summary"
	SharingFull         Sharing = "shared"
	SharingPublic       Sharing = "public"
)

// Values lists them.
func (Sharing) Values() []string {
	return texts(SharingConfidential, SharingAsked, SharingSummary, SharingFull, SharingPublic)
}

// AudienceState is what is open to one audience at this instant. ConsentID is the entry that decides, null where none does.
type AudienceState struct {
	Audience  Audience `json:"audience"`
	Extent    Extent   `json:"extent"`
	Words     string   `json:"words"`
	ConsentID ID       `json:"consent_id"`
}

// ConsentEntry is an entry of the ledger that covers the item, whether it decides, and why.
type ConsentEntry struct {
	Consent
	Decides bool   `json:"decides"`
	Why     string `json:"why"`
}

// SharedCount counts items by extent for one audience.
type SharedCount struct {
	SubjectType ConsentSubject `json:"subject_type" enum:"finding,need"`
	Audience    Audience       `json:"audience"`
	None        int            `json:"none"`
	Partial     int            `json:"partial"`
	Full        int            `json:"full"`
}

// Explanation is what an item's state is explained from: its extents and deciding entries, by the query of every read, and all
// entries that cover it.
type Explanation struct {
	Item     ItemExtents
	Entries  []Consent
	Requests []ConsentRequest
	Below    []ItemExtents
	Zone     *time.Location
}

// Explain puts it in words, in the State's own time.
func (e Explanation) Explain(countryCode string) ConsentOverview {
	s := ConsentOverview{SubjectType: e.Item.SubjectType, SubjectID: e.Item.SubjectID, Reference: e.Item.Reference,
		CountryCode: countryCode,
		State:       SharingConfidential, Entries: []ConsentEntry{}, Requests: e.Requests, Below: countExtents(e.Below)}
	var said []string
	for _, audience := range Audiences {
		a := e.audience(audience)
		s.Audiences = append(s.Audiences, a)
		said = append(said, a.Words)
	}
	s.Words = strings.Join(said, " ")
	for i := range e.Entries {
		c := &e.Entries[i]
		decides := e.Item.DecidedBy(c.Audience) == c.ID
		s.Entries = append(s.Entries, ConsentEntry{Consent: *c, Decides: decides, Why: e.why(c, decides)})
	}
	s.State = e.Item.State()
	return s
}

// audience says what is open to one audience: the wider of its own extent and the public's.
func (e Explanation) audience(audience Audience) AudienceState {
	a := AudienceState{Audience: audience, Extent: e.Item.Extent(audience), ConsentID: e.Item.DecidedBy(audience)}
	own, public := e.entry(e.Item.DecidedBy(audience)), e.entry(e.Item.PublicBy)
	with := audienceWords[audience]
	switch {
	case a.Extent != ExtentNone && (own == nil || own.DecidedExtent() != a.Extent):
		a.ConsentID = public.ID
		a.Words = openWords[a.Extent] + " with " + with + ", as with the public, " + e.terms(public)
	case a.Extent != ExtentNone:
		a.Words = openWords[a.Extent] + " with " + with + " " + e.terms(own)
	case own == nil:
		a.Words = "Not shared with " + with + ": the State has given no consent."
		for _, c := range e.Entries { // the latest first
			if c.Audience == audience && c.State == ConsentExpired {
				a.Words = fmt.Sprintf("Not shared with %s: the consent of %s, %s, ended with %s.", with, c.GivenOn.Words(),
					lowerFirst(c.Instrument), e.until(*c.ExpiresAt))
				break
			}
		}
	case own.WithdrawnAt != nil:
		a.Words = fmt.Sprintf("Not shared with %s: the consent of %s, %s, was withdrawn on %s.", with, own.GivenOn.Words(),
			lowerFirst(own.Instrument), e.day(*own.WithdrawnAt))
	default:
		a.Words = "Not shared with " + with + " " + e.terms(own)
	}
	for i := range e.Entries {
		if c := &e.Entries[i]; c.Audience == audience && (c.State == ConsentSilence || c.State == ConsentToCome) {
			a.Words += " " + e.why(c, false)
		}
	}
	return a
}

// terms says since when, by what and until when an entry holds.
func (e Explanation) terms(c *Consent) string {
	text := "since " + e.day(*c.EffectiveFrom) + ", " + lowerFirst(c.Instrument)
	if c.SubjectID != e.Item.SubjectID {
		text += " on the " + string(c.SubjectType)
	}
	if c.ExpiresAt != nil {
		text += ", until " + e.until(*c.ExpiresAt)
	}
	return text + "."
}

// why says what an entry does now.
func (e Explanation) why(c *Consent, decides bool) string {
	with := audienceWords[c.Audience]
	switch c.State {
	case ConsentObjected:
		return fmt.Sprintf("The State objected on %s: it never took effect.", e.day(*c.ObjectedAt))
	case ConsentSilence:
		return fmt.Sprintf("%s with %s from %s on, unless the State objects before.", openWords[c.Extent], with,
			e.instant(*c.EffectiveFrom))
	case ConsentToCome:
		return fmt.Sprintf("%s with %s from %s on, %s.", openWords[c.Extent], with, e.instant(*c.EffectiveFrom), lowerFirst(c.Instrument))
	case ConsentExpired:
		return fmt.Sprintf("It ended by itself with %s.", e.until(*c.ExpiresAt))
	case ConsentWithdrawn:
		switch {
		case c.WithdrawnAt.Before(*c.EffectiveFrom):
			return fmt.Sprintf("Withdrawn on %s, before it took effect: it decides nothing.", e.day(*c.WithdrawnAt))
		case decides:
			return fmt.Sprintf("Withdrawn on %s: it decides that nothing is shared with %s.", e.day(*c.WithdrawnAt), with)
		}
		return fmt.Sprintf("Withdrawn on %s; another entry decides for %s.", e.day(*c.WithdrawnAt), with)
	}
	if decides {
		return "It decides for " + with + "."
	}
	if other := e.entry(e.Item.DecidedBy(c.Audience)); other != nil && other.SubjectID != c.SubjectID {
		return fmt.Sprintf("An entry on the %s itself decides before it.", other.SubjectType)
	}
	return "A later entry decides for " + with + "."
}

func (e Explanation) entry(id ID) *Consent {
	for i := range e.Entries {
		if id != "" && e.Entries[i].ID == id {
			return &e.Entries[i]
		}
	}
	return nil
}

func (e Explanation) day(t time.Time) string { return DateOf(t.In(e.Zone)).Words() }

// until names the last day, or where the end is in mid-day the minute.
func (e Explanation) until(t time.Time) string {
	if local := t.In(e.Zone); local.Hour() == 0 && local.Minute() == 0 {
		return LastDay(t, e.Zone).Words()
	}
	return e.instant(t)
}

func (e Explanation) instant(t time.Time) string {
	return t.In(e.Zone).Format("2 January 2006, 15:04") + " (" + e.Zone.String() + ")"
}

// lowerFirst puts an instrument's name into a sentence: Note verbale becomes note verbale, UN letter stays.
func lowerFirst(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsLower(second) {
		return string(unicode.ToLower(first)) + s[n:]
	}
	return s
}

// countExtents counts items by kind and audience.
func countExtents(items []ItemExtents) []SharedCount {
	counts := []SharedCount{}
	for _, kind := range []ConsentSubject{SubjectFinding, SubjectNeed} {
		for _, audience := range Audiences {
			n := SharedCount{SubjectType: kind, Audience: audience}
			for _, i := range items {
				if i.SubjectType != kind {
					continue
				}
				switch i.Extent(audience) {
				case ExtentFull:
					n.Full++
				case ExtentPartial:
					n.Partial++
				default:
					n.None++
				}
			}
			if n.None+n.Partial+n.Full > 0 {
				counts = append(counts, n)
			}
		}
	}
	return counts
}

// upperFirst begins a sentence.
func upperFirst(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[n:]
}
