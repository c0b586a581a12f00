package models

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// HistoryEntry is one record of an item's history: a step, or a change of its input.
type HistoryEntry struct {
	Step
	Action        string
	Before, After RawJSON
	// Whom is the organisation before which a need was put; "" where the reader may not know it.
	Whom string
}

// Event is one line of an item's history, in words.
type Event struct {
	ID        ID        `json:"id"`
	At        time.Time `json:"at"`
	ActorName string    `json:"actor_name"`
	ActorRole Role      `json:"actor_role" enum:"-" doc:"In which role; empty where that is not known."`
	Words     string    `json:"words" example:"Meruert K. (the State) agreed to it on 15 March 2021: It fits the national plan"`
}

// Meta gives the engine the id for a cursor.
func (e *Event) Meta() *Base { return &Base{ID: e.ID} }

// Event puts a record of the history into words.
func (d *HistoryEntry) Event() Event {
	who := d.who()
	text := who + " " + d.verb()
	if strings.HasPrefix(d.Action, "referral.") {
		text = d.referralWords(who)
	}
	if d.Reason != "" {
		text += ": " + d.Reason
	}
	return Event{ID: d.ID, At: d.CreatedAt, ActorName: d.ActorName, ActorRole: d.ActorRole, Words: text}
}

// roleWords name a role as who acts in it.
var roleWords = map[Role]string{Manager: "a programme manager", Admin: "an administrator", Partner: "a partner", Donor: "a donor",
	National: "the State"}

// IsComment tells that the entry is a comment, which its audience alone is given.
func (d *HistoryEntry) IsComment() bool {
	noun, _, _ := strings.Cut(d.Action, ".")
	return noun == "comment" || noun == "correction"
}

// who names who acted, as far as the reader may know.
func (d *HistoryEntry) who() string {
	role := roleWords[d.ActorRole]
	switch {
	case d.ActorName == "" && role == "":
		return "Somebody"
	case d.ActorName == "":
		return upperFirst(role)
	case role == "":
		return d.ActorName
	}
	return d.ActorName + " (" + role + ")"
}

// stepVerbs are the words for steps.
var stepVerbs = map[string]string{"agreed": "agreed to it", "declined": "declined it", "prioritized": "prioritized it",
	"referred": "referred it", "taken_up": "marked it as taken up",
	"in_delivery": "put it into delivery", "met": "declared it met", "partly_met": "declared it partly met", "lapsed": "let it lapse",
	"closed": "closed it", "cancelled": "cancelled it", "suspended": "suspended it"}

func (d *HistoryEntry) verb() string {
	on := " on " + DateOf(d.CreatedAt).Words()
	noun, intention, _ := strings.Cut(d.Action, ".")
	switch {
	case noun == "comment":
		return "commented to " + CommentAudience(intention).Words() + on
	case noun == "correction":
		return "corrected a comment to " + CommentAudience(intention).Words() + on
	case strings.HasPrefix(noun, "consent"):
		return d.consentVerb(noun, intention) + on
	case intention == "create":
		return "recorded it" + on
	case intention == "update" || intention == "report":
		if changed := changedFields(d.Before, d.After); len(changed) > 0 {
			return "changed " + strings.Join(changed, ", ") + on
		}
		return "saved it unchanged" + on
	}
	on = " on " + d.OnDate.Words()
	switch {
	case d.Proposed && d.FromStatus == d.ToStatus:
		return "did not accept what was proposed" + on
	case d.Proposed:
		return "proposed that it is " + Words(d.ToStatus) + on
	case strings.HasPrefix(d.Reason, StateSays):
		return "answered whether it was met" + on
	case d.FromStatus == d.ToStatus:
		return "confirmed that it is " + Words(d.ToStatus) + on
	case stepVerbs[d.ToStatus] != "":
		return stepVerbs[d.ToStatus] + on
	}
	return "moved it from " + Words(d.FromStatus) + " to " + Words(d.ToStatus) + on
}

// referralWords says before whom a need was put, and what became of it.
func (d *HistoryEntry) referralWords(who string) string {
	whom := d.Whom
	if whom == "" {
		whom = "an organisation that is not listed"
	}
	if d.Action == "referral.create" {
		var r ReferralInput
		if json.Unmarshal([]byte(d.After), &r) != nil || r.Purpose == "" {
			return who + " put it before " + whom
		}
		return who + " put it before " + whom + " to " + string(r.Purpose) + " on " + DateOf(d.CreatedAt).Words()
	}
	on := " on " + d.OnDate.Words()
	switch ReferralStatus(d.ToStatus) {
	case ReferralAccepted:
		if d.FromStatus == d.ToStatus { // the State's choice
			return "The State chose " + whom + on
		}
		return upperFirst(whom) + " accepted it" + on
	case ReferralDeclined:
		return upperFirst(whom) + " declined it" + on
	case ReferralProposed:
		if d.FromStatus == d.ToStatus {
			return "The State chose " + whom + on
		}
		return who + " put it before " + whom + " again" + on
	}
	return "What was put before " + whom + " was " + Words(d.ToStatus) + on
}

// consentVerb words a request for consent, an entry of the ledger, or its withdrawal.
func (d *HistoryEntry) consentVerb(noun, intention string) string {
	var c struct {
		ConsentInput
		SilenceDays int `json:"silence_days"`
	}
	if json.Unmarshal([]byte(d.After), &c) != nil {
		return "changed the ledger of consent"
	}
	what := map[Extent]string{ExtentNone: "sharing nothing", ExtentPartial: "sharing the summary",
		ExtentFull: "sharing it in full"}[c.Extent] + " with " + audienceWords[c.Audience]
	by := ""
	if c.Instrument != "" {
		by = ", " + lowerFirst(c.Instrument) + ","
	}
	switch noun + "." + intention {
	case "consent_request.create":
		return "asked the State to consent to " + what
	case "consent_request.refused":
		return "refused " + what
	case "consent_request.cancelled":
		return "took back the request for " + what
	case "consent.object":
		return "objected to " + what
	case "consent.withdraw":
		return "withdrew the consent to " + what + by
	case "consent.move":
		return "counted anew when silence is consent to " + what + ": " + DateOf(*c.EffectiveFrom).Words() + ";"
	}
	if c.SilenceDays > 0 {
		return fmt.Sprintf("opened a silence procedure of %d working days for %s", c.SilenceDays, what)
	}
	return "recorded consent to " + what + by
}

// changedFields puts into words in which fields two states differ, without those that the program sets.
func changedFields(before, after RawJSON) []string {
	var changed []string
	for _, name := range ChangedMembers(before, after) {
		if !slices.Contains([]string{"version", "updated_at", "next_step", "shared"}, name) {
			changed = append(changed, Words(name))
		}
	}
	return changed
}

// ChangedMembers names the members in which an object in JSON differs from what it was, in order.
func ChangedMembers(before, after RawJSON) []string {
	var was, is map[string]json.RawMessage
	if json.Unmarshal([]byte(before), &was) != nil || json.Unmarshal([]byte(after), &is) != nil {
		return nil
	}
	var changed []string
	for name, value := range is {
		if string(was[name]) != string(value) {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	return changed
}
