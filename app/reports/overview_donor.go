package reports

import (
	"fmt"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// reportNews is for how many days a new report is a matter of its donor, and how many days ahead one that is due is.
const reportNews = 30

// donorMatters are a donor's: its reports, and what is put before it. How partners deliver it reads in its summary.
var donorMatters = append([]matterKind{
	{models.MatterReport, "report_deadline", "", func(tx *store.Tx, day models.Date) ([]store.OverviewItem, error) {
		return store.AwaitedReports(tx, day.AddDays(reportNews), models.AttentionLimit)
	}, func(m store.OverviewItem, days int) string {
		if days > 0 {
			return fmt.Sprintf("A report was due on %s and is not issued", m.Since.Words())
		}
		return fmt.Sprintf("A report is due on %s", m.Since.Words())
	}},
	{models.MatterReport, "report", "", func(tx *store.Tx, day models.Date) ([]store.OverviewItem, error) {
		return store.NewReports(tx, day.AddDays(-reportNews), models.AttentionLimit)
	}, func(m store.OverviewItem, _ int) string {
		return fmt.Sprintf("Issued on %s, as of %s", m.Since.Words(), models.Date(m.Detail).Words())
	}},
}, kindsOf(models.MatterDecide)...)

// addDonor tells a donor what its money did and which reports there are.
func addDonor(tx *store.Tx, o *models.Overview) error {
	money, err := readMoney(tx, store.Funding{Donor: tx.Actor().OrganisationID, AsOf: o.AsOf})
	if err != nil {
		return err
	}
	o.Donor = &models.DonorOverview{Attributed: models.USD(money.spent.Total.All), Reported: models.USD(money.reported.Total.All),
		Beyond: []models.BeyondDisbursed{}}
	beyond := []models.BeyondDisbursed{}
	for _, f := range money.funded {
		if more := money.spent.Projects[f.ID].All - f.Given.Disbursed; more > 0 {
			beyond = append(beyond, models.BeyondDisbursed{ProjectID: f.ID, Reference: f.Reference, Amount: models.USD(more)})
		}
	}
	o.Donor.Beyond, _ = engine.Capped(beyond, func(a, b models.BeyondDisbursed) int {
		return models.CompareReferences(a.Reference, b.Reference)
	})
	if o.Donor.LastReport, err = store.LastReport(tx); err != nil {
		return err
	}
	o.Donor.NextReport, err = store.NextReport(tx)
	return err
}
