package models

// NeedAnswer is what a State says of whether a need was met.
type NeedAnswer string

// The answers of a State.
const (
	AnswerMet       NeedAnswer = "met"
	AnswerPartlyMet NeedAnswer = "partly_met"
	AnswerNotMet    NeedAnswer = "not_met"
)

// Values lists them.
func (NeedAnswer) Values() []string { return texts(AnswerMet, AnswerPartlyMet, AnswerNotMet) }

// StateSays begins the reason of the step by which the history keeps a State's answer.
const StateSays = "The State says: "

// Said is the answer as the history keeps it.
func (in NeedAnswerInput) Said() string {
	if in.Reason == "" {
		return StateSays + Words(in.Answer)
	}
	return StateSays + Words(in.Answer) + ". " + in.Reason
}

// AnsweredNeeds are the statuses of needs of which a State can be asked whether they were met.
var AnsweredNeeds = []NeedStatus{NeedReferred, NeedTakenUp, NeedInDelivery, NeedPartlyMet, NeedMet}

// EndedNeeds are the statuses of needs that wait for nothing.
var EndedNeeds = []NeedStatus{NeedMet, NeedLapsed, NeedDeclined}

// NeedAnswerInput is a State's word on one need.
type NeedAnswerInput struct {
	Answer NeedAnswer `json:"answer" validate:"filled,enum" example:"partly_met"`
	Reason string     `json:"reason" validate:"max=2000" doc:"Needed for partly_met and not_met."`
}

// NeedAnswersInput is a State's word on several needs.
type NeedAnswersInput struct {
	NeedIDs []ID       `json:"need_ids" validate:"required,min=1,max=500,unique"`
	Answer  NeedAnswer `json:"answer" validate:"filled,enum" example:"met"`
	Reason  string     `json:"reason" validate:"max=2000" doc:"Needed for partly_met and not_met."`
}

// Each is the word on each of the needs.
func (in NeedAnswersInput) Each() NeedAnswerInput {
	return NeedAnswerInput{Answer: in.Answer, Reason: in.Reason}
}

// agrees tells whether a status says what an answer says.
func (a NeedAnswer) agrees(status NeedStatus) bool {
	switch a {
	case AnswerMet, AnswerPartlyMet:
		return string(a) == string(status)
	}
	return status != NeedMet && status != NeedPartlyMet
}

// SetAnswer notes what the State says; it confirms the status that says the same.
func (n *Need) SetAnswer(in NeedAnswerInput, on Date) {
	n.StateAnswer, n.StateAnswerReason, n.StateAnswerOn, n.ConfirmedOn = in.Answer, in.Reason, on, ""
	if in.Answer != AnswerNotMet && in.Answer.agrees(n.Status) {
		n.ConfirmedOn = on
	}
}

// AfterStep keeps the State's answer where a step follows it, and forgets it where the State has to be asked anew.
func (n *Need) AfterStep(to NeedStatus) {
	n.ConfirmedOn = ""
	switch {
	case n.StateAnswer == "":
	case n.StateAnswer != AnswerNotMet && n.StateAnswer.agrees(to):
		n.ConfirmedOn = n.StateAnswerOn
	case to == NeedMet, to == NeedPartlyMet, to == NeedLapsed, to == NeedDeclined:
		n.StateAnswer, n.StateAnswerReason, n.StateAnswerOn = "", "", ""
	}
}
