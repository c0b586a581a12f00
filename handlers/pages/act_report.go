package pages

import (
	"context"

	"qadam/app/reminders"
	"qadam/models"
	"qadam/web"
)

// readDeadline shows a report that an agreement asks for.
func readDeadline(x *exchange, id models.ID) (*web.Act, error) {
	d, err := x.app.ReportDeadlines.Get(x.ctx, x.actor, id)
	if err != nil {
		return nil, err
	}
	o, err := x.app.Organisations.Get(x.ctx, x.actor, d.OrganisationID)
	if err != nil {
		return nil, err
	}
	v := &web.Act{Noun: "report_deadline", Reference: o.Code, Name: d.Agreement,
		Facts: []web.Sentence{sentence("covers", "Date", d.CoversTo)}}
	if d.MetOn == "" {
		v.Forms = []web.ActForm{actForm(reminders.ActIssue, "", d.Version, "title", d.Agreement)}
	}
	return v, nil
}

// issueReport issues the report that an agreement asks for, as of the day up to which it covers, or of today while that is to come.
func issueReport(s *step) error {
	d, err := s.app.ReportDeadlines.Get(s.ctx, s.actor, s.id)
	if err != nil {
		return err
	}
	in := models.ReportInput{OrganisationID: d.OrganisationID, AsOf: min(d.CoversTo, s.today()), Title: s.line("title", "/title")}
	s.hint("title", nil)
	return s.submit(in, func() error {
		return s.app.Together(s.ctx, s.actor, func(ctx context.Context) error {
			if _, err := hold(ctx, s, s.app.ReportDeadlines, s.version, func(d *models.ReportDeadline) error {
				if d.MetOn != "" {
					return models.Errorf(models.Conflict, "This report was issued on %s.", d.MetOn)
				}
				return nil
			}); err != nil {
				return err
			}
			r, err := s.app.Reports.Create(s.once(ctx, "report"), s.actor, in)
			if err != nil || r.AsOf >= d.CoversTo {
				return err
			}
			_, err = s.app.ReportDeadlines.Patch(s.once(ctx, "issued"), s.actor, s.id, s.version,
				func(in *models.ReportDeadlineInput) error {
					in.ReportID = r.ID
					return nil
				})
			return err
		})
	})
}
