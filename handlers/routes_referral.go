package handlers

import "qadam/app"

func referralRoutes(a *app.App) group {
	n := nounAt("/referrals", a.Referrals)
	return group{"referrals", "A need put before a partner to deliver, or before a donor to fund, and the answer.", []route{
		n.list("Needs put before partners and donors"),
		n.get(),
		n.create(`{"need_id":"$open_need","organisation_id":"$partner","purpose":"deliver","note":"Example"}`).
			note("The organisation is told at once, by mail and at /reminders. sees says what it can read of the need, and how to ask " +
				"the State for consent first."),
		n.step(`{"to":"accepted"}`).note("A partner's yes proposes that the need is taken up."),
		n.steps(),
		n.patch(`{"note":"An example, reworded","ends_on":"2027-01-31"}`).conflicts().
			note("As long as it waits for an answer. The need, the organisation and the purpose stay."),
		action("/referrals/:id/link", "referral.link", "Tie an activity to the need of an accepted referral",
			`{"activity_id":"$linkable","share":100}`, a.LinkReferral).
			note("By the referral, so that a partner that may not read the need can tie its activity to it, too: then a placeholder " +
				"stands for the need."),
		plainAction("/referrals/:id/choose", "referral.choose", "Choose one proposal for a need; the others are withdrawn",
			a.ChooseProposal).
			note("The State's own word, before the need is taken up. The one that is chosen still has to say yes if it has not."),
	}}
}
