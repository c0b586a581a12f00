package reminders

import (
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// Act is what takes a step: a form on the page of the step's object.
type Act string

// The acts that take steps.
const (
	ActAsk       Act = "ask"       // ask a partner for an update
	ActWrite     Act = "write"     // write an update
	ActReport    Act = "report"    // report on a period of a project
	ActParts     Act = "parts"     // look at the activities of a project
	ActRefer     Act = "refer"     // put a need before an organisation
	ActSayMet    Act = "met"       // say whether a need was met
	ActClock     Act = "clock"     // note what became of a mission's clock
	ActConsent   Act = "consent"   // answer what was asked for
	ActRenew     Act = "renew"     // renew a consent
	ActAgree     Act = "agree"     // agree to needs
	ActRank      Act = "rank"      // answer to a ranking
	ActTakeBack  Act = "take_back" // take a ranking back
	ActReply     Act = "reply"     // answer to a proposal
	ActNoteReply Act = "note"      // note the answer to a proposal, or withdraw it
	ActChoose    Act = "choose"    // choose a proposal
	ActIssue     Act = "issue"     // issue a donor's report
	ActComment   Act = "comment"   // comment
	ActScore     Act = "score"     // score the needs of a mission
)

// byRole tells the acts of managers, States, partners and donors, in this order; "" for none.
func byRole(manager, national, partner, donor Act) map[models.Role]Act {
	return map[models.Role]Act{models.Manager: manager, models.Admin: manager, models.National: national, models.Partner: partner,
		models.Donor: donor}
}

// acts are the acts by which each role takes the steps that rules watch. What a role has no act for it is not told of.
var acts = map[models.Watch]map[models.Role]Act{
	models.WatchMilestone:    byRole(ActAsk, ActComment, ActWrite, ActComment),
	models.WatchNews:         byRole(ActAsk, ActComment, ActWrite, ActComment),
	models.WatchUpdate:       byRole(ActParts, ActParts, ActReport, ActParts),
	models.WatchUnmatched:    byRole(ActRefer, ActComment, "", ""),
	models.WatchMet:          byRole(ActSayMet, ActSayMet, "", ""),
	models.WatchConfirmation: byRole(ActSayMet, ActSayMet, "", ""),
	models.WatchDraft:        byRole(ActClock, ActComment, "", ""),
	models.WatchReport:       byRole(ActClock, ActComment, "", ""),
	models.WatchSilence:      byRole(ActConsent, ActConsent, "", ""),
	models.WatchConsent:      byRole(ActConsent, ActConsent, "", ""),
	models.WatchExpiry:       byRole(ActRenew, ActRenew, "", ""),
	models.WatchAgreement:    byRole(ActAgree, ActAgree, "", ""),
	models.WatchRanking:      byRole(ActTakeBack, ActRank, "", ""),
	models.WatchReferral:     byRole(ActNoteReply, ActChoose, ActReply, ActReply),
	models.WatchDonorReport:  byRole(ActIssue, "", "", ""),
	models.WatchComment:      byRole(ActComment, ActComment, ActComment, ActComment),
	models.WatchScoring:      byRole(ActScore, ActScore, ActScore, ActScore),
}

// ActOf gives the act by which a role takes the step that a rule watches; "" for none.
func ActOf(watches models.Watch, role models.Role) Act { return acts[watches][role] }

// ObjectsOf gives the nouns of the objects that a rule is about, on whose pages its steps are taken.
func ObjectsOf(watches models.Watch) []string {
	if watches == models.WatchComment {
		return models.CommentSubject("").Values()
	}
	return []string{pageNoun(events[watches].noun)}
}

// pageNoun is the noun on whose page a step about a noun is taken: a milestone is its activity's.
func pageNoun(noun string) string {
	if noun == "milestone" {
		return "activity"
	}
	return noun
}

// pagePath is the path of the page on which the steps of an object are taken.
func (o digestItem) pagePath() string {
	return engine.PageOf(o.group().Kind, o.item.GroupID)
}

// readerOf is the role in which a recipient reads a reminder: that of the account, else that of a contact, who is a partner.
func readerOf(to store.RecipientMailbox) models.Role {
	if to.Role == "" {
		return models.Partner
	}
	return to.Role
}

// mayTell tells whether those whom a rung names can do something about what a rule watches. Those of an organisation are found by what
// is watched itself.
func mayTell(watches models.Watch, to models.RecipientRole) bool {
	return to != models.RecipientNational || ActOf(watches, models.National) != ""
}
