package pages

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"qadam/app/reminders"
	"qadam/models"
	"qadam/web"
)

// What becomes of needs: agreed to, ranked, proposed, met.

// readMission shows what waits for a State's word on a mission: its needs, and a report of which managers note the answer.
func readMission(x *exchange, id models.ID) (*web.Act, error) {
	m, err := x.app.Missions.Get(x.ctx, x.actor, id)
	if models.CodeOf(err) == models.NotFound {
		return readToScore(x, id)
	}
	if err != nil {
		return nil, err
	}
	v := &web.Act{Noun: "mission", Reference: m.Reference, Name: shown(m.Shared, m.Title, m.ReleasableSummary)}
	if err := x.offerScores(v, id); err != nil {
		return nil, err
	}
	if x.may("need.step_many") {
		if err := x.offerAgreement(v, id); err != nil {
			return nil, err
		}
	}
	if x.may("mission.adjust") {
		if err := x.offerClock(v, m); err != nil {
			return nil, err
		}
	}
	return v, x.offerComment(v, models.CommentMission, id, m.Shared)
}

// shown is what a reader is shown of an object's name.
func shown(extent models.Extent, title, summary string) string {
	if extent == models.ExtentPartial {
		return summary
	}
	return title
}

// offerAgreement lists the needs that wait for agreement.
func (x *exchange) offerAgreement(v *web.Act, mission models.ID) error {
	waiting, err := x.app.Needs.List(x.ctx, x.actor, first("mission_id", string(mission), "status", string(models.NeedIdentified)))
	if err != nil || len(waiting.Items) == 0 {
		return err
	}
	f := actForm(reminders.ActAgree, "", 0)
	f.Says = []web.Sentence{sentence("agree_opens")}
	var all []web.Option
	for _, n := range waiting.Items {
		all = append(all, web.Option{Value: string(n.ID), Text: n.Reference + " " + n.Title})
	}
	f.Offer("needs", all...)
	v.Forms = append(v.Forms, f)
	return nil
}

// agreeToNeeds answers on several needs in one request. What is left out is told; the others are done.
func agreeToNeeds(s *step) error {
	in := models.NeedStepsInput{}
	s.note("needs", "/need_ids")
	for _, text := range s.form.sent["needs"] {
		id, err := models.ParseID(text)
		if err != nil {
			return notWhole()
		}
		in.NeedIDs = append(in.NeedIDs, id)
	}
	if len(in.NeedIDs) == 0 {
		s.refuse(models.FieldError{Rule: "some", Detail: "Choose at least one need."})
	}
	answer := s.answer("/to")
	in.To = map[string]string{"agree": string(models.NeedAgreed), "decline": string(models.NeedDeclined)}[answer]
	in.Reason = s.reason()
	if answer == "decline" && in.Reason == "" {
		s.refuse(models.FieldError{Rule: "reason", Detail: "Say why."})
	}
	if answer == "comment" {
		return s.commentOnEach(models.CommentNeed, in.NeedIDs, in.Reason)
	}
	return s.submit(in, func() error {
		done, err := s.app.StepNeeds(s.ctx, s.actor, in)
		if err != nil || len(done.Skipped) == 0 {
			return err
		}
		var left []models.FieldError
		for _, n := range done.Skipped {
			left = append(left, models.FieldError{Pointer: "/need_ids", Rule: "skipped", Args: map[string]any{"Reference": n.Reference},
				Detail: n.Why})
		}
		return models.Faults(left...)
	})
}

// commentOnEach says the same about several objects, or about none.
func (s *step) commentOnEach(noun models.CommentSubject, ids []models.ID, body string) error {
	if body == "" {
		s.refuse(models.FieldError{Rule: "comment", Detail: "Write the comment."})
	}
	if err := s.unread(); err != nil {
		return err
	}
	return s.app.Together(s.ctx, s.actor, func(ctx context.Context) error {
		for _, id := range ids {
			in := models.CommentInput{SubjectType: noun, SubjectID: id, Audience: models.CommentState, Body: body,
				Documents: []models.Document{}}
			if _, err := s.app.Comments.Create(s.once(ctx, string(id)), s.actor, in); err != nil {
				return err
			}
		}
		return nil
	})
}

// offerClock lets managers note what the State did about a report that it was sent.
func (x *exchange) offerClock(v *web.Act, m *models.Mission) error {
	clocks, err := x.app.MissionClocks(x.ctx, x.actor, m.ID)
	if err != nil {
		return err
	}
	c, runs := clocks.Find(reportSent(m), m.ID)
	if !runs || c.Ended() {
		return nil
	}
	f := actForm(reminders.ActClock, "", clocks.Version)
	f.Says = []web.Sentence{sentence("clock_ends", "Date", c.EndsOn)}
	v.Forms = append(v.Forms, f)
	return nil
}

// reportSent is the clock of the report that a mission's State was sent last.
func reportSent(m *models.Mission) models.Watch {
	if m.Status == models.MissionDraftSent {
		return models.WatchDraft
	}
	return models.WatchReport
}

func noteClock(s *step) error {
	m, err := s.app.Missions.Get(s.ctx, s.actor, s.id)
	if err != nil {
		return err
	}
	in := models.ClockInput{Watches: reportSent(m), SubjectID: s.id}
	if s.answer("/answer") == "later" {
		in.EndsOn = s.wanted("on", "/ends_on")
	} else {
		in.MetOn = s.wanted("on", "/met_on")
	}
	in.Reason = s.line("reason", "/reason")
	s.hint("reason", nil)
	return s.submit(in, func() error {
		_, err := s.app.AdjustClock(s.ctx, s.actor, s.id, s.version, in)
		return err
	})
}

// readRanking shows a ranking as it was put before the State.
func readRanking(x *exchange, id models.ID) (*web.Act, error) {
	r, err := x.app.Rankings.Get(x.ctx, x.actor, id)
	if err != nil {
		return nil, err
	}
	var content models.RankingContent
	if err := json.Unmarshal([]byte(r.Content), &content); err != nil {
		return nil, err
	}
	v := &web.Act{Noun: "ranking", Reference: r.Reference, Name: r.Title,
		Facts: []web.Sentence{sentence("held", "Date", r.HeldOn, "Names", strings.Join(r.Participants, ", "))}}
	if r.IncompleteReason != "" {
		v.Facts = append(v.Facts, sentence("incomplete", "Reason", r.IncompleteReason))
	}
	for _, n := range content.Robustness.Needs {
		v.Facts = append(v.Facts, sentence("ranked", "Rank", n.Rank, "Reference", n.Reference, "Title", n.Title))
	}
	if r.Status != models.RankingProposed {
		return v, nil
	}
	f := actForm(reminders.ActRank, "", r.Version)
	if x.actor.SeesAll() {
		f = actForm(reminders.ActTakeBack, "", r.Version)
	}
	v.Forms = []web.ActForm{f}
	return v, nil
}

// answerRanking is the State's word on a ranking. A comment is one on its mission, and leaves the ranking open.
func answerRanking(s *step) error {
	answer := s.answer("/to")
	in := models.StepInput{To: map[string]string{"agree": string(models.RankingAgreed),
		"decline": string(models.RankingDeclined)}[answer]}
	in.Reason = s.reason()
	if answer == "comment" {
		r, err := s.app.Rankings.Get(s.ctx, s.actor, s.id)
		if err != nil {
			return err
		}
		return s.commentOnEach(models.CommentMission, []models.ID{r.MissionID}, in.Reason)
	}
	return s.submit(in, func() error {
		_, err := s.app.Rankings.Step(s.ctx, s.actor, s.id, s.version, in)
		return err
	})
}

func takeRankingBack(s *step) error {
	in := models.StepInput{To: string(models.RankingWithdrawn), Reason: s.reason()}
	return s.submit(in, func() error {
		_, err := s.app.Rankings.Step(s.ctx, s.actor, s.id, s.version, in)
		return err
	})
}

// readNeed shows a need with what its reader can do about it: say whether it was met, decide on a proposal, put it before somebody.
func readNeed(x *exchange, id models.ID) (*web.Act, error) {
	n, err := x.app.Needs.Get(x.ctx, x.actor, id)
	if err != nil {
		return nil, err
	}
	return x.needActs(n)
}

// needActs is what the reader can do about a need as it was read: its forms carry the version that is shown beside them.
func (x *exchange) needActs(n *models.Need) (*web.Act, error) {
	v := &web.Act{Noun: "need", Reference: n.Reference, Name: shown(n.Shared, n.Title, n.ReleasableSummary)}
	if x.may("need.refuse") && n.ProposedStatus != "" {
		f := actForm(reminders.ActDecide, "", n.Version)
		f.Only("answer", string(n.ProposedStatus), "refuse")
		f.Says = []web.Sentence{sentence("to_" + string(n.ProposedStatus)), sentence("proposed", "Name", n.ProposedBy)}
		v.Forms = append(v.Forms, f)
	}
	if x.may("need.answer") && n.StateAnswer == "" && slices.Contains(models.AnsweredNeeds, n.Status) {
		v.Forms = append(v.Forms, actForm(reminders.ActSayMet, "", n.Version))
	}
	if to := stepsOf(x.actor, n); len(to) > 0 && x.may("need.step") {
		f := actForm("step", "", n.Version)
		f.Only("to", to...)
		v.Forms = append(v.Forms, f)
	}
	if x.may("referral.create") && slices.Contains(referable, n.Status) {
		if err := x.offerReferral(v, n); err != nil {
			return nil, err
		}
	}
	return v, x.offerComment(v, models.CommentNeed, n.ID, n.Shared)
}

// referable are the statuses of needs that can be put before somebody; one that is agreed to becomes prioritized by it.
var referable = []models.NeedStatus{models.NeedAgreed, models.NeedPrioritized, models.NeedReferred}

// stepsOf are the statuses to which a reader can take a need, or propose to; a need is referred by a form of its own.
func stepsOf(actor models.Actor, n *models.Need) []string {
	var to []string
	for _, m := range models.NeedLifecycle.Steps[string(n.Status)] {
		if m.To != string(models.NeedReferred) && (slices.Contains(m.Roles, actor.Role) || slices.Contains(m.Proposers, actor.Role)) {
			to = append(to, m.To)
		}
	}
	return to
}

// stepNeed takes a step of a need's life, or proposes it.
func stepNeed(s *step) error {
	in := models.StepInput{To: s.choice("to", "/to")}
	s.hint("answer", nil)
	if in.To == "" {
		s.refuse(models.FieldError{Rule: "answer", Detail: "Choose an answer."})
	}
	in.Reason = s.reason()
	return s.submit(in, func() error {
		_, err := s.app.Needs.Step(s.ctx, s.actor, s.id, s.version, in)
		return err
	})
}

func answerNeed(s *step) error {
	in := models.NeedAnswerInput{Answer: models.NeedAnswer(s.answer("/answer")), Reason: s.reason()}
	return s.submit(in, func() error {
		_, err := s.app.AnswerNeed(s.ctx, s.actor, s.id, s.version, in)
		return err
	})
}

// decideNeed takes the step that a partner has proposed, or leaves the need as it is.
func decideNeed(s *step) error {
	answer := s.answer("/to")
	reason := s.reason()
	if answer == "refuse" {
		in := models.RefusalInput{Reason: reason}
		return s.submit(in, func() error {
			_, err := s.app.RefuseProposal(s.ctx, s.actor, s.id, s.version, in)
			return err
		})
	}
	in := models.StepInput{To: answer, Reason: reason}
	return s.submit(in, func() error {
		_, err := s.app.Needs.Step(s.ctx, s.actor, s.id, s.version, in)
		return err
	})
}

// offerReferral lists the partners before whom a need can be put, those whose offers fit it first.
func (x *exchange) offerReferral(v *web.Act, n *models.Need) error {
	fitting, err := x.app.SuggestOffers(x.ctx, x.actor, n.ID)
	if err != nil {
		return err
	}
	partners, err := all(x, x.app.Organisations, models.ListQuery{})
	if err != nil {
		return err
	}
	var options []web.Option
	add := func(id models.ID, name string) {
		if !slices.ContainsFunc(options, func(o web.Option) bool { return o.Value == string(id) }) {
			options = append(options, web.Option{Value: string(id), Text: name})
		}
	}
	for _, o := range fitting.Items {
		for _, org := range partners {
			if org.ID == o.OrganisationID {
				add(org.ID, org.Name)
			}
		}
	}
	for _, o := range partners {
		add(o.ID, o.Name)
	}
	sees, err := x.partnersSee(x.ctx, n.ID)
	if err != nil {
		return err
	}
	f := actForm(reminders.ActRefer, "", n.Version)
	f.Says, f.Hidden = []web.Sentence{sentence("sees_" + string(sees))}, []web.Hidden{{Name: "extent", Value: string(sees)}}
	if n.Status == models.NeedAgreed {
		f.Says = append(f.Says, sentence("not_prioritized"))
	}
	f.Offer("organisation", options...)
	v.Forms = append(v.Forms, f)
	return nil
}

// partnersSee is what is open of a need to partners.
func (x *exchange) partnersSee(ctx context.Context, need models.ID) (models.Extent, error) {
	open, err := x.app.ExplainNeed(ctx, x.actor, need)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(open.Audiences, func(a models.AudienceState) bool { return a.Audience == models.AudiencePartners })
	return open.Audiences[i].Extent, nil
}

// referNeed puts a need before an organisation, which reads of it what its sender was shown; one that is agreed to is prioritized by that.
func referNeed(s *step) error {
	in := models.ReferralInput{NeedID: s.id, Purpose: models.PurposeDeliver,
		OrganisationID: models.ID(s.choice("organisation", "/organisation_id"))}
	s.hint("organisation", nil)
	in.EndsOn = s.day("until", "/ends_on")
	s.hint("day", nil)
	in.Note = s.text("words", "/note")
	return s.submit(in, func() error {
		return s.app.Together(s.ctx, s.actor, func(ctx context.Context) error {
			n, err := hold(ctx, s, s.app.Needs, s.version, func(n *models.Need) error {
				sees, err := s.partnersSee(ctx, n.ID)
				if err == nil && string(sees) != s.form.sent.Get("extent") {
					err = models.Errorf(models.Conflict, "What partners read of this need has changed since you read it.")
				}
				return err
			})
			if err != nil {
				return err
			}
			if n.Status == models.NeedAgreed {
				in := models.StepInput{To: string(models.NeedPrioritized)}
				if _, err := s.app.Needs.Step(s.once(ctx, "step"), s.actor, s.id, s.version, in); err != nil {
					return err
				}
			}
			_, err = s.app.Referrals.Create(s.once(ctx, "refer"), s.actor, in)
			return err
		})
	})
}
