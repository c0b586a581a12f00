package handlers

import "qadam/app"

func referralRoutes(a *app.App) group {
	n := nounAt("/referrals", a.Referrals)
	return group{"referrals", "A need put before a partner to deliver, or before a donor to fund, and the answer.", []route{
		n.list("Needs put before partners and donors"),
		n.get(),
		n.create(`{"need_id":"$open_need","organisation_id":"$partner","purpose":"deliver","note":"Example"}`),
		n.step(`{"to":"accepted"}`).note("A partner's yes proposes that the need is taken up."),
		n.steps(),
		n.patch(`{"note":"An example, reworded","ends_on":"2027-01-31"}`).conflicts().
			note("As long as it waits for an answer. The need, the organisation and the purpose stay."),
		plainAction("/referrals/:id/choose", "referral.choose", "Choose one proposal for a need; the others are withdrawn",
			a.ChooseProposal).
			note("The State's own word, before the need is taken up. The one that is chosen still has to say yes if it has not."),
	}}
}
