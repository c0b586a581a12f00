package store

import "qadam/models"

// unmatchedRule is the rule that says after how many days an agreed need that nobody answers is due, and unmatchedDays what it says
// where there is none.
const (
	unmatchedRule = "need_unmatched"
	unmatchedDays = 30
)

// UnmatchedDays is after how many days an agreed need that nobody answers is a matter; 0 where the rule is switched off.
func UnmatchedDays(tx *Tx) (int, error) { return RuleDays(tx, unmatchedRule, unmatchedDays) }

// loadNextSteps derives what needs wait for, and reads when that is due: what was put before an organisation by the last day for an
// answer, as far as the actor sees that, and to find somebody by the clock of needs that nobody answers, which managers and the State
// read.
func loadNextSteps(tx *Tx, found []*models.Need) error {
	var asked, agreed []string
	for _, n := range found {
		n.NextStep = n.NextOf()
		switch {
		case n.ProposedStatus != "":
		case n.Status == models.NeedReferred:
			asked = append(asked, string(n.ID))
		case (n.Status == models.NeedAgreed || n.Status == models.NeedPrioritized) && tx.actor.Audience() == "":
			agreed = append(agreed, string(n.ID))
		}
	}
	due := map[models.ID]models.Date{}
	if err := readAnswerDays(tx, asked, due); err != nil {
		return err
	}
	if err := readMatchDays(tx, agreed, due); err != nil {
		return err
	}
	for _, n := range found {
		n.NextStep.Due = due[n.ID]
	}
	return nil
}

// needDay is a day of one need.
type needDay struct {
	ID  models.ID
	Due models.Date
}

// readAnswerDays reads the last day for an answer to the visible proposals of needs.
func readAnswerDays(tx *Tx, needs []string, due map[models.ID]models.Date) error {
	if len(needs) == 0 {
		return nil
	}
	found, err := queryAll[needDay](tx, `SELECT referrals.need_id AS id, MIN(referrals.ends_on) AS due FROM referrals
		WHERE ? AND referrals.status = `+quoted(models.ReferralProposed)+` AND referrals.ends_on >= ? AND ?
		GROUP BY referrals.need_id`, among(tx, "referrals.need_id", needs), models.DateOf(tx.now), referralScope(tx))
	for _, f := range found {
		due[f.ID] = f.Due
	}
	return err
}

// readMatchDays finds the ends of the clocks of needs that nobody answers.
func readMatchDays(tx *Tx, needs []string, due map[models.ID]models.Date) error {
	if len(needs) == 0 {
		return nil
	}
	days, err := UnmatchedDays(tx)
	if err != nil || days == 0 {
		return err
	}
	found, err := queryAll[needDay](tx, "SELECT n.id, "+agreedOn+" AS due FROM needs n WHERE ? AND ?", among(tx, "n.id", needs),
		unanswered(tx))
	for _, f := range found {
		due[f.ID] = f.Due.AddDays(days)
	}
	return err
}
