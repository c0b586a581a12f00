package handlers

import "qadam/models"

// The words of the API's description and of its reference page.

const infoSummary = "Follows the technical assistance needs that an assessment mission found until they are met."

const infoWords = `Qadam follows a need that an assessment mission found, step by step, until it is met: who agreed to it, who took it up, what it costs, what was delivered.

All of it speaks JSON in UTF-8. Send a bearer token, or the cookie of a session, never both. What you may not see does not exist for you: its id answers 404, and lists, counts and searches leave it out. To partners and donors a State's consent opens missions, findings and needs, in part or in full; "shared" says which. In part means the releasable summary: other members are empty then, and there is no ETag.

Every change of an object needs its ETag in If-Match. Every POST takes an Idempotency-Key. Every answer has an X-Request-Id; yours is kept if it has 8 to 64 letters, digits, dots, hyphens or underscores. HEAD is answered wherever GET is. Faults are problems as RFC 9457 writes them.

Ids are UUIDs. Days are YYYY-MM-DD, instants are RFC 3339 in UTC. Money is an exact decimal as text with an ISO 4217 currency. An empty id, day or amount is null.`

// tagWords say what each group of operations is about.
var tagWords = map[string]string{
	"me":             "Who the token speaks for.",
	"organisations":  "UN entities, governments and others that implement, fund, lead or host.",
	"contacts":       "People at organisations, to whom reminders go.",
	"users":          "Who may sign in: one role each, and one organisation or country.",
	"tokens":         "Bearer tokens. The secret is shown once, when a token is made.",
	"sign-in":        "How people sign in: by a link in a mail, or by a passkey. There are no passwords. An OpenID provider signs in by pages alone.",
	"sessions":       "Where people are signed in. A session ends at once on every server.",
	"sign-out":       "The end of this session.",
	"passkeys":       "Keys in people's devices. Only their public half is here.",
	"identities":     "Accounts at an OpenID provider, known by issuer and subject alone.",
	"countries":      "States, with their names in the six official languages of the United Nations.",
	"themes":         "What needs and activities are about. Reference data; edit it to fit.",
	"instruments":    "Resolutions, treaties and guidance.",
	"provisions":     "Paragraphs of instruments, which findings concern.",
	"ratings":        "This installation's own scale of implementation. It speaks for no UN body.",
	"institutions":   "National institutions that missions meet and activities help.",
	"rates":          "Exchange rates to the US dollar, with their source. Added, never changed.",
	"missions":       "Assessments of a State, in one or more parts, and their clocks.",
	"findings":       "What a mission found. Confidential until the State consents.",
	"needs":          "Priority technical assistance needs: the register, its steps, its gaps.",
	"referrals":      "A need put before a partner to deliver, or before a donor to fund, and the answer.",
	"schemes":        "Weighted criteria by which needs are prioritized.",
	"rankings":       "Orders of a mission's needs as they were put before the State, agreed to, and frozen.",
	"robustness":     "How sure an order is when the weights are not.",
	"spending":       "What an amount of money answers best.",
	"work":           "Work that takes longer than a request.",
	"scores":         "Assessors' values, each with its reason. The mean counts.",
	"consents":       "The ledger of what States let be shared, with whom and until when.",
	"offers":         "What partners can deliver and donors want to fund.",
	"projects":       "Funded undertakings; their activities answer needs.",
	"activities":     "Pieces of projects: partners, needs, dates, health and progress.",
	"milestones":     "Dated steps of activities.",
	"indicators":     "Outputs and outcomes, with targets and actuals.",
	"updates":        "Partners' reports. \"No change\" is a valid one.",
	"transactions":   "Pledges, commitments, disbursements and expenditures. The four are never added to each other.",
	"overview":       "What needs you today.",
	"donors":         "What a donor's money did.",
	"reports":        "Donors' summaries, frozen as they were issued.",
	"reminders":      "Who was told what, and whether the mail left.",
	"reminder-rules": "When a reminder goes out. Data that an admin edits.",
	"outbox":         "Mails that wait, were sent, or were given up.",
	"audit":          "The log: who changed, read, took away or was refused what. It is only added to, and hash-chained.",
	"service":        "The server itself. No token is needed.",
}

// actionWords say what is particular to one operation.
var actionWords = map[string]string{
	"token.create":      "Without an end it lives for 90 days; a year is the most. An admin makes tokens for anybody, others for themselves. The same request again with its Idempotency-Key does not show the secret again.",
	"token.list":        "Secrets are kept nowhere; the prefix tells tokens apart.",
	"need.list":         "Highest priority first, for those who see all. Readers who see some needs in part only may filter by country and reference; any other filter leaves needs out that are shared in part.",
	"need.update":       "Status is changed by steps alone, priority by scores.",
	"need.step":         "A partner's step to taken_up, met or partly_met is a proposal, for a manager to decide. The step to referred names the organisation. A step that is not allowed is a 409 that lists the allowed ones.",
	"need.confirm":      "The State's own word, on a need that is met or partly met.",
	"need.gaps":         "Needed less committed, by share, in the order of priority.",
	"need.export":       "It is sent as it is read; when the last chunk is missing, the export is not whole.",
	"activity.export":   "It is sent as it is read; when the last chunk is missing, the export is not whole.",
	"need.import":       "The first line names the columns. Each refused row is told by line and column.",
	"need.create":       "Its country is the mission's. A reference is made when none is given.",
	"mission.step":      "The steps to draft_sent and report_sent start the State's clocks.",
	"referral.step":     "A partner's yes proposes that the need is taken up.",
	"scheme.weigh":      "Locked weights stay; when all others are locked it is refused. The weights sum to exactly 100: each of the others gets its part rounded down to a hundredth, and what is left over goes to the largest remainders. Once needs are scored by a scheme, make a new edition instead.",
	"scheme.edition":    "Criteria that do not change are the same in both editions, and so are their scores: either can rank by them. Give weights, or criteria with theirs. When it becomes current all needs are ranked anew; with more than 2,000 scored needs a job does that, see /work.",
	"scheme.compare":    "It changes nothing. Each pair is compared once; how many times the one counts as the other is a whole number from 1 to 9 (Saaty). The weights are the principal eigenvector; a consistency ratio of up to 10 per cent is held to be enough, and pairs says which comparisons fit the others least.",
	"scoring.get":       "Assessors are those who were asked, and those who scored any need of the mission. Two points between the highest and the lowest value are worth a talk.",
	"mission.assessors": "All of them, instead of those named before.",
	"robustness.get":    "It changes nothing. Ranks are among the needs that you see and that answer to the filters. Weights are drawn from a Dirichlet distribution (SMAA); the same seed gives the same answer on every machine. The words: certain from 95% on, likely from 60, contested from 15, unlikely from 1. See docs/methods.md.",
	"spending.get":      "It changes nothing. The cost of a need is its open gap. Up to 100 needs the best set is found exactly; beyond, or where it would take too long, it is chosen by priority for money and the method says greedy. Robust are chosen needs that are in the best set in at least 95% of the draws.",
	"ranking.create":    "Today's ranking of the mission's needs is kept, with scores, weights and robustness, and its SHA-256. It never changes; it can be withdrawn until it is frozen.",
	"ranking.step":      "Only the State agrees or declines. What is agreed is frozen by a manager.",
	"ranking.get":       "Exactly as proposed.",
	"moves.get":         "Beside today's ranking by the scheme in use: for each need what changed its priority, by the scores and by the weights of each criterion, and which needs came and went.",
	"scheme.update":     "Once needs are scored by a scheme its criteria stand; make a new edition instead.",
	"score.create":      "An assessor scores a need once on a criterion, and later changes that score.",
	"score.update":      "Only the assessor changes a score; the need and the criterion stay.",
	"consent.create":    "Of the entries in force the most specific one decides, then the latest. No entry means that nothing is shared.",
	"consent.withdraw":  "It takes effect at once. The entry stays in the ledger.",
	"project.update":    "Of the partners only the lead changes a project.",
	"activity.create":   "One partner is the lead. Of the partners only the project's lead adds activities.",
	"activity.get":      "With its milestones. A need that you may not see is a placeholder.",
	"activity.step":     "When it starts, the needs that it answers and that were taken up go into delivery.",
	"milestone.step":    "One that waits for another is delivered after it.",
	"update.create":     "It is a draft until the step to submitted.",
	"update.update":     "As long as it is a draft, or was returned.",
	"update.step":       "Health, progress and delivered milestones count from submitted on, new dates from accepted on.",
	"transaction.list":  "Donors see their own; partners their own and those of projects that they lead.",
	"report.create":     "The donor's summary as of the day, numbered and frozen, with its SHA-256.",
	"report.get":        "Exactly as issued.",
	"summary.get":       "Among what the donor may see alone.",
	"organisation.list": "Those that are listed, and your own.",
	"outbox.retry":      "Only a mail that was given up.",
}

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
	"effective_from":       "Now when it is left out; later for a silence procedure.",
	"expires_at":           "When it ends by itself.",
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

// problemWord explains a kind of problem: what it means, what to do, and the detail of an example.
type problemWord struct{ means, act, example string }

var problemWords = map[models.Code]problemWord{
	models.Malformed:    {"The request cannot be read at all.", "Send one JSON object in UTF-8, at most 16 levels deep; the detail says where the mistake is.", "The body is not JSON: there is a mistake near byte 17."},
	models.Unsigned:     {"There is no token, or it is unknown, has ended or was revoked.", "Send Authorization: Bearer qdm_… with a token in force, or ask an admin for one.", "Send a bearer token: Authorization: Bearer qdm_…"},
	models.Forbidden:    {"Your role may never do this, or your token may only read.", "Ask somebody with the role that the operation names, or take a token with the scope write.", "This token may only read. Ask for one with the scope write."},
	models.NotFound:     {"There is nothing at this address, or you may not see it: the two look the same.", "Check the id. If it is right, ask for consent or for the object to be put in your scope.", "There is nothing here, or you may not see it."},
	models.Method:       {"The address is there, but not with this method.", "The header Allow says which methods it takes.", "This address does not take that method; the header Allow says which it takes."},
	models.Conflict:     {"The request is right, but not in this state: the step is not allowed from here, a code is taken, or an Idempotency-Key came with another request.", "Read the object again. For a step, take one of those in allowed.", "This need is identified; it cannot become \"met\". From here you can go to: agreed, declined."},
	models.Stale:        {"Somebody changed the object since you read it.", "Read it again, look at what changed, and send your change with the new ETag.", "Somebody changed this since you read it. Read it again, and send your change with its new ETag."},
	models.TooLarge:     {"The body is larger than this operation takes: 1 MiB of JSON, 16 MiB of CSV.", "Send less at a time.", "The body has 2097152 bytes; 1048576 are the most here."},
	models.MediaType:    {"The body has another content type than this operation takes, another charset than UTF-8, or is compressed.", "Send the Content-Type that the operation names, without Content-Encoding.", "Send Content-Type: application/json, in UTF-8."},
	models.Invalid:      {"The request can be read, but some of it breaks a rule.", "Each of errors names a field and says what to do. Correct all of them and send it again.", "Some fields need another look."},
	models.Precondition: {"A change must say which version it is a change of.", "Read the object and send its ETag as If-Match.", "Send If-Match with the ETag of the object that you read."},
	models.TooMany:      {"There were too many requests in a short time.", "Wait as long as Retry-After says.", "Wait a little before the next request."},
	models.Internal:     {"Something went wrong here. Nothing was changed.", "Tell the administrator the request id; the cause is in the log under it.", "The fault is ours. Nothing was changed. Tell the administrator the request id."},
	models.Unavailable:  {"The database does not answer just now. Nothing was saved.", "Try again after Retry-After; with an Idempotency-Key that is safe.", "The database does not answer. Try again in a few seconds."},
}
