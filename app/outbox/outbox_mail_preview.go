package outbox

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// maxPreviews is how many mails a demo shows.
const maxPreviews = 200

// PreviewMails gives the newest mails as they would go out, with the secrets of their links, for the pages of a demo, which sends none.
// Callers make sure that it is one, and asked at its own machine.
func (a *Queue) PreviewMails(ctx context.Context) ([]models.OutboxMail, error) {
	key, err := a.SecretKey(ctx)
	if err != nil {
		return nil, err
	}
	var mails []models.OutboxMail
	err = a.Store().Update(ctx, engine.System(), func(tx *store.Tx) (err error) {
		if mails, err = store.NewestMails(tx, maxPreviews); err != nil {
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
