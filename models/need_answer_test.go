package models

import "testing"

// TestStateAnswer: an answer that says what the status says confirms it, another one is the managers' to decide on, and a step to
// another end asks the State anew.
func TestStateAnswer(t *testing.T) {
	for _, c := range []struct {
		status    NeedStatus
		answer    NeedAnswer
		confirmed bool
		owner     Role // of the next step
		then      NeedStatus
		kept      bool // after that step
	}{
		{NeedMet, AnswerMet, true, "", NeedInDelivery, true},
		{NeedMet, AnswerNotMet, false, Manager, NeedInDelivery, true},
		{NeedMet, AnswerPartlyMet, false, Manager, NeedInDelivery, true},
		{NeedPartlyMet, AnswerPartlyMet, true, Manager, NeedMet, false},
		{NeedPartlyMet, AnswerMet, false, Manager, NeedMet, true},
		{NeedInDelivery, AnswerNotMet, false, Partner, NeedMet, false},
		{NeedInDelivery, AnswerMet, false, Manager, NeedMet, true},
		{NeedReferred, AnswerNotMet, false, Partner, NeedLapsed, false},
	} {
		n := Need{Status: c.status}
		n.SetAnswer(NeedAnswerInput{Answer: c.answer, Reason: "So it is"}, "2022-06-01")
		if (n.ConfirmedOn != "") != c.confirmed || n.NextOf().Owner != c.owner {
			t.Errorf("%s, answered %s: confirmed on %q, next %+v", c.status, c.answer, n.ConfirmedOn, n.NextOf())
		}
		n.AfterStep(c.then)
		if (n.StateAnswer != "") != c.kept {
			t.Errorf("%s, answered %s, then %s: the answer is %q", c.status, c.answer, c.then, n.StateAnswer)
		}
		if want := c.kept && string(c.answer) == string(c.then); (n.ConfirmedOn != "") != want {
			t.Errorf("%s, answered %s, then %s: confirmed on %q", c.status, c.answer, c.then, n.ConfirmedOn)
		}
	}
}
