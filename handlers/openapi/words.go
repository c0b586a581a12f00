package openapi

// The words of the API's description and of its reference page.

const infoSummary = "Follows the technical assistance needs that an assessment mission found until they are met."

const infoWords = `Qadam follows a need that an assessment mission found, step by step, until it is met: who agreed to it, who took it up, what it costs, what was delivered.

All of it speaks JSON in UTF-8. Send a bearer token, or the cookie of a session, never both. What you may not see does not exist for you: its id answers 404, and lists, counts and searches leave it out. To partners and donors a State's consent opens missions, findings and needs, in part or in full; "shared" says which. In part means the releasable summary: other members are empty then, and there is no ETag.

Every change of an object needs its ETag in If-Match. Every POST takes an Idempotency-Key. Every answer has an X-Request-Id; yours is kept if it has 8 to 64 letters, digits, dots, hyphens or underscores. HEAD is answered wherever GET is. Faults are problems as RFC 9457 writes them.

Ids are UUIDs. Days are YYYY-MM-DD, instants are RFC 3339 in UTC. Money is an exact decimal as text with an ISO 4217 currency. An empty id, day or amount is null.`

const sortWords = "The order; - before a key turns it round."

// typeWords say what an object is.
var typeWords = map[string]string{
	"Money":           "An exact amount in one currency.",
	"NextStep":        "The one thing that an object waits for, and whose step it is. All empty when it is finished.",
	"Problem":         "A fault, as RFC 9457 writes it.",
	"FieldError":      "One fault of one field.",
	"ActivityNeed":    "A need that an activity answers. Where you may not see the need there is a placeholder instead.",
	"ActivityPartner": "An organisation's part in an activity.",
	"MilestoneMove":   "What an update says of a milestone: delivered (done_on), or a new date asked for (due_on).",
	"StepInput":       "A step of an object's life.",
	"Step":            "A step that was taken or proposed, dated and signed. It is kept for ever.",
	"ByBasis":         "Money by its basis, in US dollars. The four are never added to each other.",
	"Gap":             "Needed less committed, by share, in US dollars.",
	"NeedGap":         "An open need that nobody answers, or that has no money, or too little.",
	"IndicatorPeriod": "A target and what was reached in a period, in all or for one group.",
	"MatchPart":       "One part of a suggestion's score: how many points of how many, and why.",
	"Covered":         "How many needs there is what for, and their money.",
	"OverlapSide":     "One of the two activities of an overlap.",
	"Link":            "A document kept elsewhere.",
	"Robustness":      "A ranking under some weights, and what becomes of it under many weights near these. Shares are in per cent of the draws.",
	"RankedNeed":      "A need in a ranking.",
	"NearestSwap":     "The smallest change of one weight, the others in proportion, by which one need passes another.",
	"CellScore":       "A need on one criterion; contribution is its part of the priority.",
	"Cell":            "A need on one criterion, with each assessor's value. Talk tells that they lie far apart.",
	"Comparison":      "How many times as much one criterion counts as another, from 1 to 9.",
	"Compared":        "What comparisons in pairs come to.",
	"OddPair":         "A comparison beside what the weights imply for it.",
	"Spending":        "What an amount of money answers best.",
	"Moves":           "A ranking of then beside today's.",
	"NeedMove":        "A need in both rankings, and what moved it. The parts sum to the change of its priority, but for the rounding of each.",
	"Work":            "Something that takes longer than a request. It goes on where it stood after a restart.",
	"Criterion":       "One thing that needs are scored on, from 1 to 5; the scale describes the five points.",
}

// memberWords say what a member means: under its object and name, or under its name alone where it is the same everywhere.
func memberWords(object, name string) string {
	if text, ok := words[object+"."+name]; ok {
		return text
	}
	return words[name]
}

var words = map[string]string{
	"id": "UUID, version 7.", "version": "Counts the changes; an ETag begins with it. 0 where only the summary is shared.",
	"reference":    "What people call it. Made when it is left out; never changes.",
	"country_code": "ISO 3166-1 alpha-3.", "country_codes": "ISO 3166-1 alpha-3.",
	"status_on": "Since which day.", "shared": "How much of it consent opens to you: partial is the releasable summary alone.",
	"releasable_summary":   "What \"summary only\" opens.",
	"time_zone":            "Of the IANA database.",
	"proposed_status":      "What a partner asks for; a manager decides.",
	"confirmed_on":         "When the State confirmed that it is met.",
	"priority":             "0 to 100, the weighted mean of the scores; null until it is scored.",
	"languages":            "Language tags.",
	"places_left":          "Less what was accepted; null where it does not say how many there are.",
	"Referral.status":      "Expired from the day after ends_on, if nobody answered.",
	"monthly_limit":        "How many activities a month it bears; 0 is no limit.",
	"strength":             "0 to 100: theme 30, dates 30, institution 25, kind 15.",
	"listed":               "May be named to everybody; a donor that is not is a number to others.",
	"names":                "By language: ar, en, es, fr, ru, zh.",
	"reporting_months":     "The reporting cycle in months; 0 is none.",
	"next":                 "The cursor of the following page; empty at the end.",
	"share":                "The part of the activity's money that is for this need, in per cent.",
	"Token.secret":         "Shown once, in the answer that creates the token.",
	"TokenInput.user_id":   "Yourself; an admin may name anybody.",
	"StepInput.to":         "The new status.",
	"StepInput.on_date":    "Today when it is left out; not in the future.",
	"StepInput.reason":     "Needed for declined, lapsed and returned.",
	"on_date":              "The day.",
	"waits_for_id":         "The milestone that has to be delivered first.",
	"usd_per_unit":         "US dollars for one unit, exactly.",
	"baseline":             "A decimal number as text.",
	"in_usd":               "At the rate of its value date.",
	"sha256":               "Of the content, which never changes.",
	"content":              "As it was issued.",
	"offsets":              "Days after the occasion's date; negative before it.",
	"days":                 "How long nothing may have been heard, for rules that wait for news.",
	"Attention.days":       "How many days.",
	"locked":               "It stays when another weight changes.",
	"top_share":            "In how many per cent of the draws it is among the first.",
	"first_rank":           "The best rank that it came to; ranks has the shares from there on.",
	"ranks":                "The share of each rank, in per cent.",
	"rank_low":             "In 5% of the draws it is here or before.",
	"rank_high":            "In 95% of the draws it is here or before.",
	"expected_rank":        "The mean of its ranks.",
	"central_weights":      "The mean of the weights that put it first, by criterion; empty where none did.",
	"agreed":               "The scheme's own weight.",
	"consistency_ratio":    "In per cent.",
	"robust":               "In the best set in at least 95% of the draws.",
	"edition":              "A new one replaces the old when scores exist.",
	"weight":               "Its part in the whole.",
	"Criterion.weight":     "All weights of a scheme sum to 100.",
	"effective_from":       "Now when it is left out; never in the past.",
	"expires_at":           "When it ends by itself.",
	"silence_days":         "Working days of the State's calendar within which it can object.",
	"takes_effect_at":      "When silence is consent.",
	"Problem.type":         "Which kind of problem; a page to read about it.",
	"Problem.detail":       "What happened, and what to do.",
	"Problem.errors":       "Which fields, and what to do about each.",
	"Problem.allowed":      "The steps that are allowed instead.",
	"Problem.request_id":   "Tell it to the administrator.",
	"Problem.status":       "The HTTP status.",
	"Problem.title":        "The kind of problem in words.",
	"FieldError.pointer":   "A JSON pointer (RFC 6901) into the body, or a parameter's name.",
	"FieldError.detail":    "What to do.",
	"attributed_spending":  "What partners spent of it: all that is earmarked, and the donor's share of the rest.",
	"share_of_unearmarked": "Per cent of the commitments that no activity is named for.",
}
