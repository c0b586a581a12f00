package reminders

import (
	"cmp"
	"context"
	"crypto/subtle"
	"strings"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// mailboxes makes the use cases of mailboxes.
func (a *FollowUp) mailboxes() engine.Resource[models.Mailbox, models.MailboxInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Mailbox, models.MailboxInput]{Noun: store.Mailboxes,
		Input: func(m *models.Mailbox) *models.MailboxInput { return &m.MailboxInput }, Prepare: prepareMailbox})
}

// prepareMailbox finds the person of an address. A deputy must be allowed to read what is handed over: of the same organisation,
// or of the same role where there is none. What is refused does not depend on who else has an address: anybody may name it as a contact.
func prepareMailbox(tx *store.Tx, old, m *models.Mailbox) error {
	m.Email, m.DeputyEmail, m.Morning = strings.ToLower(m.Email), strings.ToLower(m.DeputyEmail), cmp.Or(m.Morning, models.DefaultMorning)
	if old != nil && old.Email != m.Email {
		return models.Fault("/email", "The address stays; make another mailbox.")
	}
	people, err := store.RecipientMailboxes(tx, []string{m.Email, m.DeputyEmail})
	if err != nil {
		return err
	}
	p, known := people[m.Email]
	if a := tx.Actor(); !known && old == nil ||
		!a.SeesAll() && p.User != a.UserID && (old == nil || p.Organisation == "" || p.Organisation != a.OrganisationID) {
		return models.Fault("/email", "Give your own address. A manager makes the mailboxes of others; once there is one, its "+
			"organisation changes it.")
	}
	if known {
		m.OrganisationID, m.UserID = p.Organisation, p.User
	}
	if err := models.CheckPeriod(m.AwayFrom, m.AwayUntil, "/away_until"); err != nil {
		return err
	}
	if (m.AwayFrom == "") != (m.AwayUntil == "") || (m.AwayFrom == "") != (m.DeputyEmail == "") {
		return models.Fault("/deputy_email", "Give all three: from when, until when, and who stands in.")
	}
	if m.DeputyEmail == "" {
		return nil
	}
	if day := engine.Today(tx); m.AwayUntil < day && (old == nil || old.AwayUntil != m.AwayUntil) {
		return models.Fault("/away_until", "Give a day from %s on: this absence is over.", day)
	}
	d, known := people[m.DeputyEmail]
	colleague := known && p.Organisation == "" && mayDeputize(d, p)
	if p.Organisation != "" && m.DeputyEmail != m.Email {
		if colleague, err = store.HasColleague(tx, p, m.DeputyEmail); err != nil {
			return err
		}
	}
	if !colleague {
		return models.Fault(
			"/deputy_email",
			"Give a colleague: somebody of the same organisation, or counterpart of the same State, with the same role.",
		)
	}
	return nil
}

// mayDeputize tells whether a deputy may read another's reminders: they are at the same organisation, or counterparts of the same
// State, with the same role.
func mayDeputize(d, p store.RecipientMailbox) bool {
	return d.Email != p.Email && d.Organisation == p.Organisation && (p.Organisation != "" || d.CountryCode == p.CountryCode) &&
		(p.Role == "" || d.Role == "" || d.Role == p.Role)
}

// Unsubscribe turns off courtesies for a mailbox; its secret stands only in mails to it. A wrong secret gets the same answer.
func (a *FollowUp) Unsubscribe(ctx context.Context, id models.ID, secret string) error {
	key, err := a.SecretKey(ctx)
	if err != nil || subtle.ConstantTimeCompare([]byte(secret), []byte(engine.UpdateLinkSecret(key, id))) != 1 {
		return err
	}
	return a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
		off, err := store.StopCourtesies(tx, id)
		if err != nil || !off {
			return err
		}
		m, err := store.Mailboxes.Get(tx, id)
		if err != nil {
			return err
		}
		return engine.Audit(ctx, tx, "mailbox.unsubscribe", "mailbox", id, nil, m)
	})
}
