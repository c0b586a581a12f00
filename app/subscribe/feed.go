package subscribe

import (
	"cmp"
	"context"
	"crypto/sha256"
	"net/url"
	"slices"
	"time"

	"qadam/app/engine"
	"qadam/app/exchange/ical"
	"qadam/app/reminders"
	"qadam/app/store"
	"qadam/models"
)

// feeds makes the use cases of feeds.
func (a *Subscriptions) feeds() engine.Resource[models.Feed, models.FeedInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Feed, models.FeedInput]{Noun: store.Feeds,
		Input: func(f *models.Feed) *models.FeedInput { return &f.FeedInput }})
}

// CreateFeed makes a calendar for the actor. The answer holds its address, once.
func (a *Subscriptions) CreateFeed(ctx context.Context, actor models.Actor, in models.FeedInput) (*models.Feed, error) {
	if err := engine.Begin(actor, "feed.create", in); err != nil {
		return nil, err
	}
	if actor.UserID == "" {
		return nil, models.Errorf(models.Forbidden, "A calendar belongs to a user.")
	}
	site, err := a.Site()
	if err != nil {
		return nil, err
	}
	secret := ""
	f, err := engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Feed, error) {
		if err := store.HoldActor(tx); err != nil {
			return nil, err
		}
		if err := checkFeed(tx, in); err != nil {
			return nil, err
		}
		secret = engine.RandomText()
		sum := sha256.Sum256([]byte(secret))
		f := &models.Feed{FeedInput: in, UserID: actor.UserID, Hash: sum[:]}
		if err := store.Feeds.Insert(tx, f); err != nil {
			return nil, err
		}
		return f, engine.Audit(ctx, tx, "feed.create", "feed", f.ID, nil, f)
	})
	if err == nil && secret != "" {
		f.Address = site.JoinPath("calendar", secret+".ics").String()
	}
	return f, err
}

// checkFeed requires an object that the owner sees in full.
func checkFeed(tx *store.Tx, in models.FeedInput) error {
	switch in.Kind {
	case models.FeedPerson:
		if in.SubjectID != "" {
			return models.Fault("/subject_id", "Leave it out: it is your own calendar.")
		}
		return nil
	case models.FeedProject:
		if in.SubjectID == "" {
			return models.Fault("/subject_id", "Give the project whose deadlines it is to hold.")
		}
		return store.Projects.RequireVisible(tx, "/subject_id", in.SubjectID)
	}
	m, err := store.Missions.Get(tx, in.SubjectID)
	if err == nil && m.Version == 0 {
		err = models.NotFoundError()
	}
	return engine.FaultIfNotFound(err, "/subject_id", "There is no mission with this id, or you may not see all of it.")
}

// RevokeFeed closes a calendar's address at once.
func (a *Subscriptions) RevokeFeed(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.Feed, error) {
	if err := engine.Allow(actor, "feed.revoke"); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Feed, error) {
		f, _, before, err := a.Feeds.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		if f.RevokedAt == nil {
			now := tx.Now()
			f.RevokedAt = &now
		}
		if err := store.Feeds.Update(tx, f); err != nil {
			return nil, err
		}
		return a.Feeds.Finish(ctx, tx, "feed.revoke", nil, f, before)
	})
}

const (
	// feedPast and feedAhead bound a calendar in days; what ended is cancelled in it for feedEnded days, and then left out.
	feedPast, feedAhead, feedEnded = 90, 3 * 365, 30
	// maxFeedEntries is the most entries of each kind.
	maxFeedEntries = 1000
)

// OpenFeed gives a calendar by the secret in its address, as its owner may see it at this instant. NotFound for an unknown or
// revoked address, or an inactive owner.
func (a *Subscriptions) OpenFeed(ctx context.Context, secret string) ([]byte, error) {
	site, err := a.Site()
	if err != nil {
		return nil, err
	}
	return engine.View(a.Engine, ctx, engine.System(), func(tx *store.Tx) ([]byte, error) {
		f, err := store.Feeds.By(tx, "hash", engine.UpdateLinkHash(secret))
		if err != nil {
			return nil, err
		}
		owner, err := store.ActorOfUser(tx, f.UserID)
		if err != nil || f.RevokedAt != nil {
			return nil, cmp.Or[error](err, models.NotFoundError())
		}
		if err := checkFeed(tx.As(owner), f.FeedInput); models.CodeOf(err) == models.Invalid { // closed to its owner since
			return nil, models.NotFoundError()
		} else if err != nil {
			return nil, err
		}
		name, err := feedName(tx.As(owner), f)
		if err != nil {
			return nil, err
		}
		c := ical.Calendar{Site: site.Hostname(), Name: name, Notice: a.Notice()}
		for _, kind := range feedKinds {
			found, err := kind.find(tx.As(owner), f)
			if err != nil {
				return nil, err
			}
			for _, d := range found {
				what, done := kind.title, d.Status == kind.doneStatus
				if done {
					what = kind.doneTitle
				}
				title, err := ical.Title(owner.Language, what, d.Reference)
				if err != nil {
					return nil, err
				}
				c.Deadlines = append(c.Deadlines, ical.Deadline{ID: kind.noun + "-" + string(d.ID), Sequence: d.Edition, Title: title,
					Day: d.Day, Changed: d.ChangedAt(), Cancelled: !done && (models.Finished(d.Status) || d.ParentDone),
					URL: site.JoinPath(engine.PageOf(kind.page, cmp.Or(d.PageID, d.ID))).String()})
			}
		}
		clocks, err := clockDeadlines(tx.As(owner), f, site)
		if err != nil {
			return nil, err
		}
		c.Deadlines = append(c.Deadlines, clocks...)
		return ical.Write(c)
	})
}

// clockTitles are the titles of a mission's clocks.
var clockTitles = map[models.Watch]string{
	models.WatchDraft:   "comments",
	models.WatchReport:  "response",
	models.WatchMet:     "need_met",
	models.WatchSilence: "silence",
	models.WatchExpiry:  "expiry",
}

// clockDeadlines gives the clocks in a mission's calendar, if its owner may read them.
func clockDeadlines(tx *store.Tx, f *models.Feed, site *url.URL) ([]ical.Deadline, error) {
	if f.Kind != models.FeedMission || engine.Allow(tx.Actor(), "mission.clocks") != nil {
		return nil, nil
	}
	m, err := store.Missions.Get(tx, f.SubjectID)
	if err != nil {
		return nil, err
	}
	all, err := reminders.ClocksOf(tx, m)
	if err != nil {
		return nil, err
	}
	w := window(tx)
	var out []ical.Deadline
	for _, c := range all.Clocks {
		if c.EndsOn < w.From || c.EndsOn > w.To || c.Ended() && models.DateOf(c.ChangedAt) < w.Ended || len(out) == w.Limit {
			continue
		}
		what := clockTitles[c.Watches]
		if c.State == models.ClockMet {
			what = "answered"
		}
		title, err := ical.Title(tx.Actor().Language, what, c.Reference)
		if err != nil {
			return nil, err
		}
		out = append(out, ical.Deadline{ID: "clock-" + string(c.Watches) + "-" + string(c.SubjectID), Sequence: c.Edition + m.Version,
			Title: title, Day: c.EndsOn, Changed: slices.MaxFunc([]time.Time{c.ChangedAt, m.UpdatedAt}, time.Time.Compare),
			Cancelled: c.Ended(), URL: site.JoinPath(clockPage(tx.Actor().Role, c)).String()})
	}
	return out, nil
}

// clockPage is the path of the page on which the step is taken that a clock waits for, if its reader takes it, else that of all steps.
func clockPage(reader models.Role, c models.Clock) string {
	noun := clockPages[c.Watches]
	if noun == "" || reminders.ActOf(c.Watches, reader) == "" {
		return engine.PeoplesPage
	}
	return engine.PageOf(noun, c.SubjectID)
}

// clockPages are the nouns whose objects clocks of a mission name. The consent that silence makes has nothing to do on its page.
var clockPages = map[models.Watch]string{models.WatchDraft: "mission", models.WatchReport: "mission", models.WatchMet: "need",
	models.WatchExpiry: "consent"}

// feedName tells a person's calendars apart: by what they called one, else by the reference of what it is of.
func feedName(tx *store.Tx, f *models.Feed) (string, error) {
	reference := ""
	switch {
	case f.Name != "":
		reference = f.Name
	case f.Kind == models.FeedProject:
		p, err := store.Projects.Get(tx, f.SubjectID)
		if err != nil {
			return "", err
		}
		reference = p.Reference
	case f.Kind == models.FeedMission:
		m, err := store.Missions.Get(tx, f.SubjectID)
		if err != nil {
			return "", err
		}
		reference = m.Reference
	}
	if reference == "" {
		return "Qadam", nil
	}
	return "Qadam: " + reference, nil
}

// feedKinds are the kinds of deadline and how each is found for a feed. One that is done has another title, and is not cancelled.
var feedKinds = []struct {
	noun, page, title, doneTitle, doneStatus string

	find func(*store.Tx, *models.Feed) ([]store.Deadline, error)
}{
	{"milestone", "activity", "due", "delivered", string(models.MilestoneDelivered), func(tx *store.Tx, f *models.Feed) (
		[]store.Deadline, error) {
		if f.Kind == models.FeedMission {
			return nil, nil
		}
		return store.MilestoneDeadlines(tx, window(tx), f.SubjectID, responsibleFor(tx, f))
	}},
	{"project", "project", "ends", "closed", string(models.ActivityClosed), func(tx *store.Tx, f *models.Feed) ([]store.Deadline, error) {
		if f.Kind == models.FeedMission {
			return nil, nil
		}
		return store.ProjectDeadlines(tx, window(tx), f.SubjectID, responsibleFor(tx, f))
	}},
	{"need", "need", "wanted", "met", string(models.NeedMet), func(tx *store.Tx, f *models.Feed) ([]store.Deadline, error) {
		if f.Kind == models.FeedProject || f.Kind == models.FeedPerson && tx.Actor().Audience() != "" {
			return nil, nil
		}
		owner := models.ID("")
		if f.Kind == models.FeedPerson && tx.Actor().SeesAll() {
			owner = tx.Actor().UserID
		}
		return store.NeedDeadlines(tx, window(tx), f.SubjectID, owner)
	}},
}

// responsibleFor narrows a partner's own calendar to what its organisation is responsible for.
func responsibleFor(tx *store.Tx, f *models.Feed) models.ID {
	if f.Kind == models.FeedPerson && tx.Actor().Role == models.Partner {
		return tx.Actor().OrganisationID
	}
	return ""
}

func window(tx *store.Tx) store.DeadlineWindow {
	now := engine.Today(tx)
	return store.DeadlineWindow{From: now.AddDays(-feedPast), To: now.AddDays(feedAhead), Ended: now.AddDays(-feedEnded),
		Limit: maxFeedEntries}
}
