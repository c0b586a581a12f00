package openapi

import (
	"cmp"
	"reflect"
)

// The words of the API's description and of its reference page.

const infoSummary = "Follows the technical assistance needs that an assessment mission found until they are met."

const infoWords = `Qadam follows a need that an assessment mission found, step by step, until it is met: who agreed to it, who took it up, what it costs, what was delivered.

All of it speaks JSON in UTF-8. Send a bearer token, or the cookie of a session, never both. What you may not see does not exist for you: its id answers 404, and lists, counts and searches leave it out. To partners and donors a State's consent opens missions, findings and needs, in part or in full; "shared" says which. In part means the releasable summary: other members are empty then, and there is no ETag.

Every change of an object needs its ETag in If-Match. Every POST takes an Idempotency-Key. Every answer has an X-Request-Id; yours is kept if it has 8 to 64 letters, digits, dots, hyphens or underscores. HEAD is answered wherever GET is. Faults are problems as RFC 9457 writes them.

Ids are UUIDs. Days are YYYY-MM-DD, instants are RFC 3339 in UTC. Money is an exact decimal as text with an ISO 4217 currency. An empty id, day or amount is null. In what you send, null is the same as leaving a member out: it has its default then, and is empty where none is told; in a change (PATCH) what is left out stays as it was.`

const sortWords = "The order; - before a key turns it round."

// common are the words of members that mean the same wherever they stand. A doc tag beside a field says what is particular to it.
var common = map[string]string{
	"id":                  "UUID, version 7.",
	"reference":           "What people call it. Made when it is left out; never changes.",
	"country_code":        "ISO 3166-1 alpha-3.",
	"country_codes":       "ISO 3166-1 alpha-3.",
	"status_on":           "Since which day.",
	"on_date":             "The day.",
	"expires_at":          "When it ends by itself.",
	"time_zone":           "Of the IANA database.",
	"priority":            "0 to 100, the weighted mean of the scores; null until it is scored.",
	"shared":              "How much of it consent opens to you: partial is the releasable summary alone.",
	"releasable_summary":  "What \"summary only\" opens.",
	"attributed_spending": "What partners spent of what the donor committed: all that is earmarked, and the donor's share of the rest.",
}

// memberWords say what a member means: its doc tag, or for those who write it its docin tag, else what is common.
func memberWords(f reflect.StructField, name string, u use) string {
	if text := f.Tag.Get("docin"); text != "" && u != asOutput {
		return text
	}
	return cmp.Or(f.Tag.Get("doc"), common[name])
}

// typeWords say what an object is: the doc tag of a blank field.
func typeWords(t reflect.Type) string {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		return ""
	}
	for i := range t.NumField() {
		if f := t.Field(i); f.Name == "_" {
			return f.Tag.Get("doc")
		}
	}
	return ""
}
