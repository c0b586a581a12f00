package pages

import (
	"fmt"

	"qadam/app/engine"
	"qadam/app/reminders"
	"qadam/models"
	"qadam/web"
)

// Assessors score a mission need by need, so that a form fits a phone.

// offerScores is the form for the next need that waits for the reader's scores, if it is asked for any.
func (x *exchange) offerScores(v *web.Act, mission models.ID) error {
	next, err := x.app.NextToScore(x.ctx, x.actor, mission)
	if err != nil || next == nil {
		return err
	}
	f := actForm(reminders.ActScore, next.NeedID, 0)
	f.About = next.Reference
	f.Says = []web.Sentence{sentence("waiting", "Count", next.Waiting), sentence("note", "Text", next.Title)}
	f.Hidden = []web.Hidden{{Name: "scheme", Value: string(next.SchemeID)}}
	for _, c := range next.Criteria {
		f.Fields = append(f.Fields, web.Criterion(c.Code, c.Name, c.Scale)...)
	}
	v.Forms = append(v.Forms, f)
	return nil
}

// readToScore is the page of a mission that is not open to its reader, who is asked to score needs of it.
func readToScore(x *exchange, mission models.ID) (*web.Act, error) {
	v := &web.Act{Noun: "mission"}
	err := x.offerScores(v, mission)
	if err == nil && len(v.Forms) == 0 {
		err = models.NotFoundError()
	}
	return v, err
}

// scoreNeed takes the values of one need on all criteria that wait, each with its reason, and goes on to the next need. One that is left
// without an answer is refused: the same need would be next for ever. The sheet and the API take some criteria alone.
func scoreNeed(s *step) error {
	need, err := s.app.Needs.Get(s.ctx, s.actor, s.of)
	if err != nil {
		return err
	}
	by, err := models.ParseID(s.form.sent.Get("scheme"))
	if err != nil {
		return notWhole()
	}
	scheme, err := s.app.Schemes.Get(s.ctx, s.actor, by)
	if err != nil {
		return err
	}
	in := models.MissionScoresInput{SchemeID: by}
	for _, c := range scheme.Criteria {
		if cell := s.cell(c.Code, len(in.Scores)); cell != nil {
			cell.NeedReference = need.Reference
			in.Scores = append(in.Scores, *cell)
		}
	}
	return s.submit(in, func() error {
		if _, err := s.app.ScoreMission(s.ctx, s.actor, s.id, in); err != nil {
			return err
		}
		next, err := s.app.NextToScore(s.ctx, s.actor, s.id)
		if err == nil && next != nil {
			s.next = engine.PageOf("mission", s.id)
		}
		return err
	})
}

// cell reads the value on one criterion, as one of the input's scores; nil where the form has no such field.
func (s *step) cell(code string, at int) *models.NeedCell {
	value, reason := web.CriterionFields(code)
	if !s.form.sent.Has(reason) {
		return nil
	}
	c := &models.NeedCell{Code: code}
	pointer := fmt.Sprintf("/scores/%d", at)
	if n, err := fmt.Sscanf(s.choice(value, pointer+"/value"), "%d", &c.Value); n != 1 || err != nil {
		s.refuse(models.FieldError{Rule: "answer", Detail: "Choose an answer."})
		c.Value = 1 // its fault is told
	}
	s.hint("answer", nil)
	c.Reason = s.line(reason, pointer+"/reason")
	s.hint("reason", nil)
	return c
}
