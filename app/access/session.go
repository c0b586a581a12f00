package access

import (
	"context"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// Sessions of people who have signed in, however they did.

// SessionSettings say how long a session lasts.
type SessionSettings struct {
	// Idle ends a session without a request for so long, Life one that is so old. 30 minutes and 12 hours unless set.
	Idle, Life time.Duration
	// Demo are the addresses of those as whom everybody at a demo's own machine may enter; nil where it is no demo.
	Demo []string
}

// sessions makes the use cases of sessions.
func (a *Access) sessions() engine.Resource[models.Session, engine.None] {
	return engine.NewResource(a.Engine, engine.Kind[models.Session, engine.None]{Noun: store.Sessions})
}

func (s SessionSettings) orDefault() SessionSettings {
	if s.Idle == 0 {
		s.Idle = 30 * time.Minute
	}
	if s.Life == 0 {
		s.Life = 12 * time.Hour
	}
	return s
}

// beginSession makes a new session for a user, who is locked, so that the role cannot change meanwhile. The browser's earlier
// session ends, which prevents session fixation.
func (a *Access) beginSession(
	ctx context.Context,
	tx *store.Tx,
	u *models.User,
	method models.SignInMethod,
	v models.Visit,
) (*models.SignedIn, error) {
	if !u.Active {
		return nil, models.Errorf(models.Unauthenticated, "This account is closed. Ask the administrator.")
	}
	tx = tx.As(models.Actor{UserID: u.ID, Name: u.Name, Email: u.Email, Role: u.Role})
	if v.Replaces != "" {
		old, err := store.SessionByHash(tx, secretHash("session", v.Replaces))
		if err == nil {
			err = endSession(ctx, tx, old)
		}
		if err != nil && !store.NoRow(err) {
			return nil, err
		}
	}
	secret, limits := engine.RandomText(), a.limits.orDefault()
	s := models.Session{UserID: u.ID, Hash: secretHash("session", secret), Method: method, Agent: truncate(v.Agent, 200), Peer: v.Peer,
		LastSeenAt: tx.Now(), IdleUntil: tx.Now().Add(limits.Idle), ExpiresAt: tx.Now().Add(limits.Life)}
	if err := store.Sessions.Insert(tx, &s); err != nil {
		return nil, err
	}
	return &models.SignedIn{Session: s, Secret: secret}, engine.Log(tx, models.LogSignIn, "session.create", "session", s.ID, nil, s)
}

func truncate(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}

// endSession ends a session that is in force.
func endSession(ctx context.Context, tx *store.Tx, s *models.Session) error {
	before, now := *s, tx.Now()
	s.EndedAt = &now
	if err := store.Sessions.Update(tx, s); err != nil {
		return err
	}
	return engine.Log(tx, models.LogSignIn, "session.end", "session", s.ID, before, s)
}

// AuthenticateSession finds the user of a session's secret.
func (a *Access) AuthenticateSession(ctx context.Context, secret string) (models.Actor, error) {
	idle := a.limits.orDefault().Idle
	actor, err := engine.View(a.Engine, ctx, models.Actor{}, func(tx *store.Tx) (models.Actor, error) {
		return store.ActorBySession(tx, secretHash("session", secret), idle)
	})
	if models.CodeOf(err) == models.NotFound {
		return models.Actor{}, models.Errorf(models.Unauthenticated, "Your session has ended. Sign in again.")
	}
	return actor, err
}

// SessionExtension is by how much a request extends a session, at the least.
func (a *Access) SessionExtension() time.Duration {
	idle := a.limits.orDefault().Idle
	return idle - store.SessionRenewal(idle)
}

// EndSession ends a session at once, on every server.
func (a *Access) EndSession(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.Session, error) {
	if err := engine.Allow(actor, "session.end"); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Session, error) {
		s, _, _, err := a.Sessions.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		return s, endSession(ctx, tx, s)
	})
}

// EndOtherSessions ends all sessions of the actor but the one that it asks with.
func (a *Access) EndOtherSessions(ctx context.Context, actor models.Actor) (*models.Ended, error) {
	if err := engine.Allow(actor, "session.clear"); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Ended, error) {
		n, err := endUserSessions(ctx, tx, actor.UserID, actor.SessionID)
		return &models.Ended{Ended: n}, err
	})
}

// SignOut ends the session that the actor asks with. A token is none: it is not touched.
func (a *Access) SignOut(ctx context.Context, actor models.Actor) (*models.Ended, error) {
	if err := engine.Allow(actor, "session.leave"); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Ended, error) {
		if actor.SessionID == "" {
			return &models.Ended{}, nil
		}
		s, err := store.Sessions.Lock(tx, actor.SessionID)
		if err != nil {
			return nil, err
		}
		return &models.Ended{Ended: 1}, endSession(ctx, tx, s)
	})
}

// endUserSessions ends all sessions of a user but one, and logs each.
func endUserSessions(ctx context.Context, tx *store.Tx, user, but models.ID) (int, error) {
	ended, err := store.EndSessions(tx, user, but)
	for i := range ended {
		if err == nil {
			err = engine.Log(tx, models.LogSignIn, "session.end", "session", ended[i].ID, nil, ended[i])
		}
	}
	return len(ended), err
}

// ForgetSignIns deletes ended sessions, links and ceremonies; the log keeps what happened.
func (a *Access) ForgetSignIns(ctx context.Context) error {
	return a.Store().Update(ctx, engine.System(),
		func(tx *store.Tx) error { return store.DeleteExpiredSignIns(tx, tx.Now().AddDate(0, 0, -1)) })
}
