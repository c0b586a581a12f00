package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// reports makes the use cases of reports.
func (a *Reporting) reports() engine.Resource[models.Report, models.ReportInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Report, models.ReportInput]{Noun: store.Reports,
		Detail: reportAsRead, Input: func(r *models.Report) *models.ReportInput { return &r.ReportInput }, Prepare: a.prepareReport})
}

// prepareReport makes a report of the donor's summary: from here on it is only read.
func (a *Reporting) prepareReport(tx *store.Tx, old, r *models.Report) error {
	if old != nil {
		return models.Errorf(models.Conflict, "A report stays as it was issued. Issue another one.")
	}
	if err := engine.NotFuture(tx, "/as_of", r.AsOf); err != nil {
		return err
	}
	org, err := store.Organisations.Get(tx, r.OrganisationID)
	if err != nil {
		return engine.FaultIfNotFound(err, "/organisation_id", "There is no organisation with this id, or you may not see it.")
	}
	// The number comes first: another report for this donor waits here for its own.
	if err := engine.AssignReference(tx, store.Reports, &r.Reference,
		func(n int) string { return fmt.Sprintf("%s-R%d", org.Code, n) }); err != nil {
		return err
	}
	last, err := store.ReportBefore(tx, org.ID, lastDay)
	if err != nil {
		return err
	}
	if last != nil && r.AsOf < last.AsOf {
		return models.Fault("/as_of", "Give a day on or after %s: the last report, %s, is as of then.", last.AsOf, last.Reference)
	}
	r.IssuedBy = tx.Actor().UserID
	if r.Content, err = a.reportContent(tx, r); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(r.Content))
	r.SHA256 = hex.EncodeToString(sum[:])
	return nil
}

// lastDay is after every day of a report.
const lastDay models.Date = "9999-12-31"

// reportContent writes a report's text. A concurrent commit may reach one figure and not another; the content is therefore read
// until it is the same twice.
func (a *Reporting) reportContent(tx *store.Tx, r *models.Report) (models.RawJSON, error) {
	var before []byte
	for range 5 {
		s, err := a.summarize(tx, r.OrganisationID, r.AsOf, "")
		if err != nil {
			return "", err
		}
		text, err := json.Marshal(
			models.ReportContent{Reference: r.Reference, Title: r.Title, Narrative: r.Narrative, IssuedOn: engine.Today(tx), Summary: *s},
		)
		if err != nil {
			return "", err
		}
		if slices.Equal(text, before) {
			return models.RawJSON(text), nil
		}
		before = text
	}
	return "", models.Errorf(models.Unavailable, "The figures keep changing while the report is made. Nothing was saved; send it again.")
}

// reportAsRead adds to an issued report what is known since: needs that lost consent, and updates that were corrected.
func reportAsRead(tx *store.Tx, r *models.Report) error {
	if err := withhold(tx, r); err != nil {
		return err
	}
	all, err := store.CorrectionsSince(tx.As(donorActor(tx.Actor(), r.OrganisationID)), r)
	if len(all) > 0 {
		r.CorrectedSince = correctionsOf(all)
	}
	return err
}

// withhold masks an issued report for its reader by today's consent. Its text and its hash stay for ever as they were issued, and
// managers see them so. To the donor, a need without consent now is a placeholder with the day of the loss. Which needs are shown
// goes into the log.
func withhold(tx *store.Tx, r *models.Report) error {
	var said models.ReportContent
	if err := json.Unmarshal([]byte(r.Content), &said); err != nil {
		return err
	}
	needs, whole := said.Summary.Needs, tx.Actor().SeesAll()
	lost, err := store.WithheldNeeds(tx, r.OrganisationID, needs)
	if err != nil {
		return err
	}
	var told []store.SharedRow
	hidden := map[models.ID]bool{}
	for i, n := range needs {
		l, gone := lost[n.ID]
		if gone {
			needs[i] = n.Withheld(l.To, l.On)
			hidden[n.ID] = l.To == models.ExtentNone
			if !whole {
				l.NeedID = ""
			}
			r.Withheld = append(r.Withheld, l)
		}
		if whole || !gone {
			told = append(told, store.SharedRow{ID: n.ID, Extent: n.Shared})
		} else if l.To != models.ExtentNone {
			told = append(told, store.SharedRow{ID: n.ID, Extent: l.To})
		}
	}
	store.Needs.LogRows(tx, told...)
	if whole || len(lost) == 0 {
		return nil
	}
	said.Summary.Graph = said.Summary.Graph.Withheld(hidden)
	text, err := json.Marshal(said)
	r.Content = models.RawJSON(text)
	return err
}
