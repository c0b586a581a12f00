package pages

import (
	"qadam/app/reminders"
	"qadam/models"
	"qadam/web"
)

// What is said about objects.

// offerComment shows what was said about an object, and lets the reader say more. Only what is seen in full is commented on.
func (x *exchange) offerComment(v *web.Act, noun models.CommentSubject, id models.ID, seen models.Extent) error {
	if seen == models.ExtentPartial {
		return nil
	}
	said, err := x.app.Comments.List(x.ctx, x.actor, first("subject_id", string(id), "subject_type", string(noun)))
	if err != nil {
		return err
	}
	f := actForm(reminders.ActComment, "", 0)
	if x.actor.SeesAll() {
		f.Add(0, web.Audience(models.CommentAudience("").Values()...))
	}
	for _, c := range said.Items {
		f.Quotes = append(f.Quotes, web.Quote{On: c.OnDate, Name: c.AuthorName, Role: string(c.AuthorRole), Text: c.Body})
	}
	v.Forms = append(v.Forms, f)
	return nil
}

// comment says something about the object of a page. Who can choose says who reads it; others write to the team.
func comment(noun models.CommentSubject) deed {
	return func(s *step) error {
		in := models.CommentInput{SubjectType: noun, SubjectID: s.id, Audience: models.CommentAudienceOf(s.actor.Role),
			Documents: []models.Document{}}
		if in.Audience == "" {
			in.Audience = models.CommentAudience(s.choice("audience", "/audience"))
			s.hint("audience", nil)
		}
		in.Body = s.text("comment", "/body")
		s.hint("comment", nil)
		return s.submit(in, func() error {
			_, err := s.app.Comments.Create(s.ctx, s.actor, in)
			return err
		})
	}
}

func readFinding(x *exchange, id models.ID) (*web.Act, error) {
	o, err := x.app.Findings.Get(x.ctx, x.actor, id)
	if err != nil {
		return nil, err
	}
	v := &web.Act{Noun: "finding", Reference: o.Reference, Name: shown(o.Shared, o.Text, o.ReleasableSummary)}
	return v, x.offerComment(v, models.CommentFinding, id, o.Shared)
}

// readUpdate names an update by what it reports on.
func readUpdate(x *exchange, id models.ID) (*web.Act, error) {
	u, err := x.app.Updates.Get(x.ctx, x.actor, id)
	if err != nil {
		return nil, err
	}
	v := &web.Act{Noun: "update"}
	if u.ActivityID != "" {
		a, err := x.app.Activities.Get(x.ctx, x.actor, u.ActivityID)
		if err != nil {
			return nil, err
		}
		v.Reference, v.Name = a.Reference, a.Title
	} else {
		p, err := x.app.Projects.Get(x.ctx, x.actor, u.ProjectID)
		if err != nil {
			return nil, err
		}
		v.Reference, v.Name = p.Reference, p.Title
	}
	milestones, err := x.milestonesOf(u.ActivityID)
	if err != nil {
		return nil, err
	}
	v.Facts = told(u, milestones)
	switch {
	case u.Status == models.UpdateSubmitted && x.actor.SeesAll():
		v.Forms = []web.ActForm{actForm(reminders.ActReview, id, u.Version)}
	case u.Status == models.UpdateReturned && u.OrganisationID == x.actor.OrganisationID && x.may("update.step"):
		f, err := x.resendForm(u)
		if err != nil {
			return nil, err
		}
		v.Forms = []web.ActForm{f}
	}
	return v, x.offerComment(v, models.CommentUpdate, id, models.ExtentFull)
}

func readReport(x *exchange, id models.ID) (*web.Act, error) {
	o, err := x.app.Reports.Get(x.ctx, x.actor, id)
	if err != nil {
		return nil, err
	}
	v := &web.Act{Noun: "report", Reference: o.Reference, Name: o.Title}
	return v, x.offerComment(v, models.CommentReport, id, models.ExtentFull)
}
