package outbox

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// previewsAPage is how many mails a page of a demo shows.
const previewsAPage = 25

// PreviewMails gives mails as they would go out, the newest first, with the secrets of their links, for the pages of a demo, which sends
// none: the page of them that is older than one, or the first. More tells whether there are older ones.
// Callers make sure that it is a demo, and asked at its own machine.
func (a *Queue) PreviewMails(ctx context.Context, before models.ID) (mails []models.OutboxMail, more bool, err error) {
	mails, err = a.preview(ctx, func(tx *store.Tx) ([]models.OutboxMail, error) { return store.NewestMails(tx, before, previewsAPage+1) })
	if more = len(mails) > previewsAPage; more {
		mails = mails[:previewsAPage]
	}
	return mails, more, err
}

// PreviewMail is PreviewMails for one mail.
func (a *Queue) PreviewMail(ctx context.Context, id models.ID) (*models.OutboxMail, error) {
	mails, err := a.preview(ctx, func(tx *store.Tx) ([]models.OutboxMail, error) {
		m, err := store.Outbox.Get(tx, id)
		if err != nil {
			return nil, err
		}
		return []models.OutboxMail{*m}, nil
	})
	if err != nil {
		return nil, err
	}
	return &mails[0], nil
}

// preview reads mails, and does with them what is done when they are sent.
func (a *Queue) preview(ctx context.Context, read func(*store.Tx) ([]models.OutboxMail, error)) (mails []models.OutboxMail, err error) {
	key, err := a.SecretKey(ctx)
	if err != nil {
		return nil, err
	}
	err = a.Store().Update(ctx, engine.System(), func(tx *store.Tx) (err error) {
		if mails, err = read(tx); err != nil {
			return err
		}
		for _, s := range a.steps {
			if s.Claimed == nil {
				continue
			}
			if err := s.Claimed(tx, mails); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range mails {
		m := &mails[i]
		m.TextBody, m.HTMLBody = a.fill(key, m.TextBody), a.fill(key, m.HTMLBody)
	}
	return mails, err
}
