package seeds

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/register"
	"qadam/models"
)

// infected is the title of the file in which the large demo's antivirus finds something.
const infected = "Attendance list (infected)"

// lookout is the antivirus that the large demo had for a day.
type lookout struct{}

func (lookout) Check(_ context.Context, content []byte) error {
	if bytes.Contains(content, []byte(`\(infected\)`)) {
		return register.ErrHarmful
	}
	return nil
}

// traces plans what people leave behind who sign in, subscribe, read and are refused, each kind of it.
func (l *loader) traces(today models.Date) {
	l.at(today.AddDays(-1), rankRemind, "antivirus", func() error {
		_, err := l.app.With(func(o *app.Options) { o.Evidence.Antivirus = register.Antivirus(lookout{}) }).CheckFiles(l.ctx)
		return err
	})
	l.at(today, rankRemind, "sign-in", func() error {
		signing := l.app.With(func(o *app.Options) { o.Sessions.Demo, o.Sessions.Idle = []string{largeManager}, 12*time.Hour })
		_, err := signing.EnterDemo(l.ctx, largeManager, models.Visit{Peer: "192.0.2.7", Agent: "Firefox"})
		return err
	})
	l.at(today, rankRemind, "tokens, calendars and webhooks", func() error {
		if err := l.tokens(); err != nil {
			return err
		}
		return l.subscriptions()
	})
	l.at(today, rankRemind, "log", func() error { return l.look() })
}

// tokens makes one that reads, and one that writes and was revoked.
func (l *loader) tokens() error {
	manager := l.actors[largeManager]
	if _, err := l.app.CreateToken(l.ctx, manager, models.TokenInput{UserID: manager.UserID, Name: "Report script",
		Scope: models.ScopeRead}); err != nil {
		return err
	}
	t, err := l.app.CreateToken(l.ctx, manager, models.TokenInput{UserID: manager.UserID, Name: "Old import", Scope: models.ScopeWrite})
	if err == nil {
		_, err = l.app.RevokeToken(l.ctx, manager, t.ID, t.Version)
	}
	return err
}

// subscriptions makes a calendar of each kind, and for each noun a webhook. The address of these is one that there cannot be (RFC 2606),
// so they are paused once they have something to tell: nothing is sent to anybody.
func (l *loader) subscriptions() error {
	manager := l.actors[largeManager]
	for _, in := range []models.FeedInput{{Kind: models.FeedPerson, Name: "My deadlines"},
		{Kind: models.FeedProject, SubjectID: l.ids.Of("project", "KAZ-P02")},
		{Kind: models.FeedMission, SubjectID: l.ids.Of("mission", missionReference(0))}} {
		if _, err := l.app.CreateFeed(l.ctx, manager, in); err != nil {
			return err
		}
	}
	for i, subject := range models.WebhookSubject("").Values() {
		w, err := l.app.CreateWebhook(l.ctx, manager, models.WebhookInput{URL: fmt.Sprintf("https://tracker.invalid/qadam/%d", i+1),
			Subjects: []models.WebhookSubject{models.WebhookSubject(subject)}, Active: true})
		if err != nil {
			return err
		}
		if _, err := l.app.TestWebhook(l.ctx, manager, w.ID); err != nil {
			return err
		}
		if _, err := l.app.Webhooks.Patch(l.ctx, manager, w.ID, engine.AnyVersion, func(in *models.WebhookInput) error {
			in.Active = false
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// look leaves an entry of each kind in the log: what was read, exported and refused, and the heads of the chain.
func (l *loader) look() error {
	state := l.actors[counterpart(largeStates[0])]
	if _, err := l.app.Needs.List(l.ctx, state, models.ListQuery{Limit: 1}); err != nil {
		return err
	}
	if err := l.app.ExportNeeds(l.ctx, l.actors[largeManager], models.ListQuery{Filters: map[string]string{"country": largeStates[0]}},
		io.Discard, register.ExportOptions{Format: "csv"}); err != nil {
		return err
	}
	l.app.Refused(state, engine.Refusal{Action: "outbox.list", Status: 403})
	l.app.LogRefusals()
	return l.app.Checkpoint(l.ctx)
}
