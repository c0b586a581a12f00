package updatelink

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/url"
	"regexp"
	"time"

	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/app/outbox"
	"qadam/app/store"
	"qadam/models"
)

const (
	// updateLinkDays is for how long a link works unless a setting says otherwise.
	updateLinkDays = 14
	// updateLinksADay is how many links one may ask for on a page, about one activity, in a day.
	updateLinksADay = 3
	// resendAfter is for how long after a link was asked for its mail may still be under way.
	resendAfter = 10 * time.Minute
)

// updateLinks makes the use cases of update links.
func (a *Links) updateLinks() engine.Resource[models.UpdateLink, models.UpdateLinkInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.UpdateLink, models.UpdateLinkInput]{Noun: store.UpdateLinks,
		Input: func(l *models.UpdateLink) *models.UpdateLinkInput { return &l.UpdateLinkInput }})
}

// UpdateLinkFor makes a link for an active person of a partner. The outbox keeps the link's id; the secret is put
// in when the mail leaves. Without such a person the error is NotFound.
func (a *Links) UpdateLinkFor(
	ctx context.Context,
	tx *store.Tx,
	activity, organisation, person models.ID,
) (place string, until models.Date, err error) {
	to, err := store.LinkRecipientAt(tx, organisation, person)
	if err != nil {
		return "", "", err
	}
	l, err := a.newUpdateLink(ctx, tx, activity, to, "", 0)
	if err != nil {
		return "", "", err
	}
	place, err = a.updateLinkPlaceholder(l)
	return place, models.DateOf(l.ExpiresAt), err
}

// FormLink makes a link for the actor, who is a person in duty at a partner of an activity, and gives the path of its form.
func (a *Links) FormLink(ctx context.Context, tx *store.Tx, activity models.ID) (string, error) {
	by := tx.Actor()
	v, err := store.Activities.Get(tx, activity)
	if err != nil {
		return "", err
	}
	if err := models.RefuseClosed("activity", v.Reference, v.Status); err != nil {
		return "", err
	}
	if !v.HasPartner(by.OrganisationID) {
		return "", models.NotFoundError()
	}
	to, err := store.LinkRecipientAt(tx, by.OrganisationID, by.UserID)
	if err != nil {
		return "", err
	}
	l, err := a.newUpdateLink(ctx, tx, v.ID, to, "", 0)
	if err != nil {
		return "", err
	}
	key, err := a.Keys.Of(tx)
	return "/u/" + engine.UpdateLinkSecret(key, l.ID), err
}

// newUpdateLink makes a link; days 0 is the installation's own number.
func (a *Links) newUpdateLink(
	ctx context.Context,
	tx *store.Tx,
	activity models.ID,
	to store.LinkRecipient,
	askedOn models.ID,
	days int,
) (*models.UpdateLink, error) {
	for _, n := range []int{a.days, updateLinkDays} {
		if days == 0 {
			days = n
		}
	}
	l := &models.UpdateLink{UpdateLinkInput: models.UpdateLinkInput{ActivityID: activity, ContactID: to.ContactID, UserID: to.UserID},
		OrganisationID: to.OrganisationID, Recipient: to.Email, RecipientName: to.Name, Language: to.Language,
		ExpiresAt: tx.Now().Add(time.Duration(days) * 24 * time.Hour), AskedOnID: askedOn}
	l.ID = models.NewID()
	key, err := a.Keys.Of(tx)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(engine.UpdateLinkSecret(key, l.ID)))
	l.Hash = sum[:]
	if err := store.UpdateLinks.Insert(tx, l); err != nil {
		return nil, err
	}
	if err := store.UpdateLinks.Reread(tx, l); err != nil {
		return nil, err
	}
	return l, engine.Audit(ctx, tx, "update_link.create", "update_link", l.ID, nil, l)
}

// updateLinkPlaceholder is the address of a link as the outbox keeps it.
func (a *Links) updateLinkPlaceholder(l *models.UpdateLink) (string, error) {
	site, err := a.Site()
	if err != nil {
		return "", err
	}
	return site.JoinPath("u", "link-"+string(l.ID)).String(), nil
}

// updateLinkPlaceholders finds what the outbox keeps in the place of a link's secret.
var updateLinkPlaceholders = regexp.MustCompile(`/u/link-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})`)

// fillUpdateLinks puts the secrets into a mail that leaves.
func fillUpdateLinks(key []byte, text string) string {
	return updateLinkPlaceholders.ReplaceAllStringFunc(text, func(place string) string {
		return "/u/" + engine.UpdateLinkSecret(key, models.ID(updateLinkPlaceholders.FindStringSubmatch(place)[1]))
	})
}

// CreateUpdateLink mails a link to a contact or a user of a partner. Only the recipient learns the address.
func (a *Links) CreateUpdateLink(ctx context.Context, actor models.Actor, in models.UpdateLinkInput) (*models.UpdateLink, error) {
	if err := engine.Begin(actor, "update_link.create", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.UpdateLink, error) {
		v, err := store.Activities.Get(tx, in.ActivityID)
		if err != nil {
			return nil, engine.FaultIfNotFound(err, "/activity_id", "There is no activity with this id, or you may not see it.")
		}
		if err := models.RefuseClosed("activity", v.Reference, v.Status); err != nil {
			return nil, err
		}
		if err := toFocalPoint(tx, v, &in); err != nil {
			return nil, err
		}
		to, err := addressee(tx, in)
		if err != nil {
			return nil, err
		}
		switch words, err := store.BounceOf(tx, to.Email); {
		case err != nil:
			return nil, err
		case words != "":
			return nil, models.Fault(
				pointerTo(in),
				"Mail to this address comes back: %s. Correct the address, or let the mail that came back go again.",
				words,
			)
		}
		if !v.HasPartner(to.OrganisationID) {
			return nil, models.Fault(pointerTo(in), "Give somebody at a partner of the activity %s.", v.Reference)
		}
		l, err := a.newUpdateLink(ctx, tx, v.ID, to, "", in.Days)
		if err != nil {
			return nil, err
		}
		return l, a.mailUpdateLink(tx, l, v.Reference)
	})
}

// toFocalPoint sends a link that names nobody to the activity's focal point, else to that of its lead partner.
func toFocalPoint(tx *store.Tx, v *models.Activity, in *models.UpdateLinkInput) (err error) {
	if in.ContactID != "" || in.UserID != "" {
		return nil
	}
	in.ContactID, err = store.FocalPointOf(tx, v.ContactID, v.Lead())
	if err == nil && in.ContactID == "" {
		return models.Fault("/contact_id", "The activity %s has no focal point, and its lead partner none either; name somebody.",
			v.Reference)
	}
	return err
}

// addressee finds the contact or the user that an input names.
func addressee(tx *store.Tx, in models.UpdateLinkInput) (store.LinkRecipient, error) {
	if (in.ContactID == "") == (in.UserID == "") {
		return store.LinkRecipient{}, models.Fault("/contact_id", "Give a contact or a user, one of the two, or neither.")
	}
	var organisation, person models.ID
	if in.ContactID != "" {
		c, err := store.Contacts.Get(tx, in.ContactID)
		if err != nil {
			return store.LinkRecipient{}, engine.FaultIfNotFound(err, "/contact_id", "There is no contact with this id, or you may not "+
				"see it.")
		}
		organisation, person = c.OrganisationID, c.ID
	} else {
		u, err := store.Users.Get(tx, in.UserID)
		if err != nil {
			return store.LinkRecipient{}, engine.FaultIfNotFound(err, "/user_id", "There is no user with this id, or you may not see it.")
		}
		organisation, person = u.OrganisationID, u.ID
	}
	to, err := store.LinkRecipientAt(tx, organisation, person)
	if err != nil {
		return to, engine.FaultIfNotFound(err, pointerTo(in), "Give somebody in duty at a partner.")
	}
	return to, nil
}

func pointerTo(in models.UpdateLinkInput) string {
	if in.ContactID != "" {
		return "/contact_id"
	}
	return "/user_id"
}

// mailUpdateLink queues the mail that carries a link. Where a manager asks, the reply goes to the manager.
func (a *Links) mailUpdateLink(tx *store.Tx, l *models.UpdateLink, reference string) error {
	place, err := a.updateLinkPlaceholder(l)
	if err != nil {
		return err
	}
	site, err := a.Site()
	if err != nil {
		return err
	}
	content, manager := mail.UpdateLink{
		Frame:     a.outbox.Frame(site, l.RecipientName),
		Reference: reference,
		URL:       place,
		Until:     models.DateOf(l.ExpiresAt),
	}, ""
	if l.AskedOnID == "" {
		content.ManagerName, manager = tx.Actor().Name, tx.Actor().Email
	}
	m, err := outbox.Letter(
		l.Language,
		content,
		models.OutboxMail{
			Recipient: l.Recipient,
			ReplyTo:   manager,
			Name:      l.RecipientName,
			MessageID: fmt.Sprintf("%s@%s", l.ID, url.PathEscape(site.Hostname())),
		},
	)
	if err != nil {
		return err
	}
	return store.AddMails(tx, m)
}

// RevokeUpdateLink ends a link at once.
func (a *Links) RevokeUpdateLink(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	version int,
	in models.RevokeInput,
) (*models.UpdateLink, error) {
	if err := engine.Begin(actor, "update_link.revoke", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.UpdateLink, error) {
		l, _, before, err := a.UpdateLinks.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		if l.RevokedAt != nil || l.UsedAt != nil {
			return nil, models.Errorf(models.Conflict, "Only a link that was neither used nor revoked can be revoked.")
		}
		return a.endUpdateLink(ctx, tx, l, before, in.Reason)
	})
}

func (a *Links) endUpdateLink(
	ctx context.Context,
	tx *store.Tx,
	l *models.UpdateLink,
	before models.RawJSON,
	reason string,
) (*models.UpdateLink, error) {
	now := tx.Now()
	l.RevokedAt, l.RevokedReason = &now, reason
	if err := store.UpdateLinks.Update(tx, l); err != nil {
		return nil, err
	}
	return a.UpdateLinks.Finish(ctx, tx, "update_link.revoke", nil, l, before)
}

// UpdateAddress makes a link and gives its whole address, for the command line only.
func (a *Links) UpdateAddress(ctx context.Context, in models.UpdateLinkInput) (string, error) {
	var address string
	err := a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
		to, err := addressee(tx, in)
		if err != nil {
			return err
		}
		l, err := a.newUpdateLink(ctx, tx, in.ActivityID, to, "", in.Days)
		if err != nil {
			return err
		}
		place, err := a.updateLinkPlaceholder(l)
		if err != nil {
			return err
		}
		key, err := a.Keys.Of(tx)
		address = fillUpdateLinks(key, place)
		return err
	})
	return address, err
}
