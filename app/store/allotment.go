package store

import (
	"database/sql"

	"qadam/models"
)

// allotmentRows are the parts into which a commitment is allotted. Only those who see them as they are stored write them.
func allotmentRows(_ *Tx, t *models.Transaction) []childRows {
	c := childRows{table: "allotments", owner: "transaction_id",
		columns: []string{"transaction_id", "position", "activity_id", "need_id", "amount_minor", "usd_minor"}}
	for i, part := range t.Allotments {
		c.rows = append(c.rows, []any{t.ID, i, part.ActivityID, part.NeedID, part.Amount.Minor, part.InUSD.Minor})
	}
	return []childRows{c}
}

// allotmentRow is a stored part of one transaction.
type allotmentRow struct {
	transaction models.ID
	models.Allotment
}

// loadAllotments reads the parts of all rows in one query. Which needs they are for is told to those who see all; the others read one
// part for each activity, so that not even the number of needs is revealed.
func loadAllotments(tx *Tx, found []*models.Transaction) error {
	all, index := indexByID(found)
	rows, err := scanRows(tx, where(`SELECT transaction_id, activity_id, need_id, amount_minor, usd_minor FROM allotments
		WHERE transaction_id IN ? ORDER BY transaction_id, position`, all), func(r *sql.Rows, a *allotmentRow) error {
		return r.Scan(&a.transaction, &a.ActivityID, &a.NeedID, &a.Amount.Minor, &a.InUSD.Minor)
	})
	if err != nil {
		return err
	}
	for _, t := range found {
		t.Allotments = []models.Allotment{}
	}
	for _, row := range rows {
		t := index[row.transaction]
		row.Amount.Currency, row.InUSD.Currency = t.Amount.Currency, models.ReportingCurrency
		t.Allotments = append(t.Allotments, row.Allotment)
	}
	for _, t := range found {
		if !tx.actor.SeesAll() {
			t.Allotments = byActivity(t.Allotments)
		}
		if t.NotYetAllotted = (models.Money{}); t.Allottable() {
			t.NotYetAllotted = models.Money{Minor: t.Amount.Minor - t.Allotted().Minor, Currency: t.Amount.Currency}
		}
	}
	return nil
}

// byActivity sums the parts of a commitment by activity.
func byActivity(parts []models.Allotment) []models.Allotment {
	out := []models.Allotment{}
	at := map[models.ID]int{}
	for _, part := range parts {
		i, known := at[part.ActivityID]
		if !known {
			at[part.ActivityID] = len(out)
			out = append(out, models.Allotment{ActivityID: part.ActivityID, Amount: part.Amount, InUSD: part.InUSD})
			continue
		}
		out[i].Amount.Minor += part.Amount.Minor
		out[i].InUSD.Minor += part.InUSD.Minor
	}
	return out
}

// AnsweredNeed is a need that an activity of a project answers; the need is "" for an activity without one.
type AnsweredNeed struct {
	ActivityID, NeedID models.ID
	Status             models.ActivityStatus
}

// AnsweredNeeds gives the activities of a project, each with the needs that it answers.
func AnsweredNeeds(tx *Tx, project models.ID) ([]AnsweredNeed, error) {
	return queryAll[AnsweredNeed](tx, `SELECT a.id AS activity_id, an.need_id, a.status FROM activities a
		LEFT JOIN activity_needs an ON an.activity_id = a.id WHERE a.project_id = ? ORDER BY a.id, an.need_id`, project)
}

// LockActivities keeps others from changing the activities of a project, and what these answer, until the transaction ends.
func LockActivities(tx *Tx, project models.ID) error {
	if tx.dialect.lockRow == "" {
		return nil
	}
	_, err := tx.exec("SELECT a.id FROM activities a WHERE a.project_id = ? ORDER BY a.id"+tx.dialect.lockRow, project)
	return err
}

// StrayAllotments gives the transactions of which something is allotted to an activity that was cancelled, or by way of it to a need that
// it does not answer.
func StrayAllotments(tx *Tx, activity models.ID) ([]models.ID, error) {
	return queryIDs(tx, `SELECT DISTINCT l.transaction_id AS id FROM allotments l JOIN activities a ON a.id = l.activity_id
		WHERE a.id = ? AND (a.status = `+quoted(models.ActivityCancelled)+` OR l.need_id IS NOT NULL AND NOT EXISTS
			(SELECT 1 FROM activity_needs an WHERE an.activity_id = a.id AND an.need_id = l.need_id)) ORDER BY id`, activity)
}

// unallotted is the condition that a transaction t is a commitment to a project as a whole.
var unallotted = "t.kind = " + quoted(models.Commitment) + " AND t.activity_id IS NULL"

// allottedOf is what is allotted of a transaction t: a column of its parts, summed.
func allottedOf(column string) string {
	return "CAST(COALESCE((SELECT SUM(l." + column + ") FROM allotments l WHERE l.transaction_id = t.id), 0) AS bigint)"
}

// SumMoney sums the transactions that the actor sees.
func SumMoney(tx *Tx) (models.MoneyTotals, error) {
	sum := func(which string) string {
		return "CAST(COALESCE(SUM(CASE WHEN " + which + " THEN t.usd_minor ELSE 0 END), 0) AS bigint)"
	}
	kind := func(k models.TransactionKind) string { return sum("t.kind = " + quoted(k)) }
	found, err := queryOne[struct{ Pledged, Committed, Whole, Allotted, Disbursed, Spent int64 }](tx, `SELECT `+kind(models.Pledge)+
		` AS pledged, `+kind(models.Commitment)+` AS committed, `+sum(unallotted)+` AS whole, CAST(COALESCE((SELECT SUM(l.usd_minor)
			FROM allotments l JOIN transactions ON transactions.id = l.transaction_id WHERE ?), 0) AS bigint) AS allotted, `+
		kind(models.Disbursement)+` AS disbursed, `+kind(models.Expenditure)+` AS spent FROM transactions t WHERE ?`,
		transactionScope(tx), through("t.id", "transactions", transactionScope)(tx))
	left := found.Whole - found.Allotted
	return models.MoneyTotals{Pledged: models.USD(found.Pledged), Committed: models.USD(found.Committed),
		Earmarked: models.USD(found.Committed - left), NotYetAllotted: models.USD(left), Disbursed: models.USD(found.Disbursed),
		Spent: models.USD(found.Spent)}, err
}

// NotYetAllotted sums what is committed to visible projects as a whole and is not allotted; of all, or of those that a query of needs
// by country asks for.
func NotYetAllotted(tx *Tx, q models.ListQuery) (models.Money, error) {
	which, err := projectsAsked(tx, q)
	if err != nil {
		return models.Money{}, err
	}
	left, err := queryOne[struct{ Minor int64 }](tx, `SELECT CAST(COALESCE(SUM(t.usd_minor - `+allottedOf("usd_minor")+`), 0) AS bigint)
		AS minor FROM transactions t JOIN projects ON projects.id = t.project_id WHERE `+unallotted+` AND ? AND ?`,
		through("t.id", "transactions", transactionScope)(tx), which)
	return models.USD(left.Minor), err
}

// awaitsAllotment is the condition that an activity which answers a need belongs to a project that has money left to allot.
func awaitsAllotment(tx *Tx, need string) Where {
	return where(`EXISTS (SELECT 1 FROM activity_needs an JOIN activities a ON a.id = an.activity_id
		WHERE an.need_id = `+need+` AND a.status <> `+quoted(models.ActivityCancelled)+` AND ? AND a.project_id IN (
			SELECT t.project_id FROM transactions t WHERE `+unallotted+` GROUP BY t.project_id
			HAVING SUM(t.usd_minor - `+allottedOf("usd_minor")+`) > 0))`, visibleActivity(tx))
}

// CommitmentsToAllot gives the commitments to live projects of which something is not allotted, the earliest first, to those who
// allot them; the detail is the amount that is left.
func CommitmentsToAllot(tx *Tx, limit int) ([]OverviewItem, error) {
	if !tx.actor.SeesAll() {
		return nil, nil
	}
	return scanRows(tx, where(`SELECT t.id, p.reference, p.title, t.value_date, t.amount_currency,
			t.amount_minor - `+allottedOf("amount_minor")+`, COUNT(*) OVER () AS total
		FROM transactions t JOIN projects p ON p.id = t.project_id
		WHERE `+unallotted+` AND p.status IN ? AND t.amount_minor > `+allottedOf("amount_minor")+`
		ORDER BY t.value_date, t.id LIMIT ?`, liveStatuses, limit), func(r *sql.Rows, m *OverviewItem) error {
		var left models.Money
		err := r.Scan(&m.ID, &m.Reference, &m.Title, &m.Since, &left.Currency, &left.Minor, &m.Total)
		m.Detail = left.Currency + " " + left.Text()
		return err
	})
}
