package matching

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/app/outbox"
	"qadam/app/store"
	"qadam/models"
)

// overlaps makes the use cases of overlaps.
func (a *Matching) overlaps() engine.Resource[models.Overlap, engine.None] {
	return engine.NewResource(
		a.Engine,
		engine.Kind[models.Overlap, engine.None]{Noun: store.Overlaps, MaskSteps: engine.MaskSteps[models.Overlap],
			Lifecycle: &engine.Lifecycle[models.Overlap]{
				Table: models.OverlapLifecycle,
				State: func(o *models.Overlap) (*string, *models.Date) { return (*string)(&o.Status), &o.StatusOn },
				Check: func(_ *store.Tx, o *models.Overlap, in models.StepInput) error {
					if o.Reason = in.Reason; in.To == string(models.OverlapDismissed) && in.Reason == "" {
						return models.Fault("/reason", "Say why it is no overlap.")
					}
					return nil
				},
			}},
	)
}

// ScanOverlaps compares all live activities and gives how many overlaps are new. It is for rows that come by bulk; other changes
// are compared by CompareChanged.
func (a *Matching) ScanOverlaps(ctx context.Context) (int, error) {
	return a.compare(ctx, nil, nil)
}

// CompareChanged compares the activities that changed since the last time, and gives how many overlaps are new. Only activities
// of the same States are compared: no other overlap can have changed.
func (a *Matching) CompareChanged(ctx context.Context) (int, error) {
	var queue []store.QueuedActivity
	err := a.Store().View(ctx, engine.System(), func(tx *store.Tx) (err error) {
		queue, err = store.QueuedActivities(tx)
		return err
	})
	if err != nil || len(queue) == 0 {
		return 0, err
	}
	var countries engine.Distinct[string]
	for _, q := range queue {
		countries.Add(q.Country)
	}
	return a.compare(ctx, countries.All, queue)
}

// compare compares the activities of some countries, all where none is named, and writes what differs from what is stored.
func (a *Matching) compare(ctx context.Context, countries []string, queue []store.QueuedActivity) (int, error) {
	added := 0
	err := a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
		all, err := store.Footprints(tx, countries)
		if err != nil {
			return err
		}
		kept, err := store.StoredOverlaps(tx, countries)
		if err != nil {
			return err
		}
		d := diffPairs(all, kept)
		if added = len(d.added); added+len(d.moved)+len(d.ended) > 0 {
			if err := d.write(ctx, tx); err != nil {
				return err
			}
		}
		return store.DequeueActivities(tx, queue)
	})
	return added, err
}

// pairDiff is what a scan found that is not stored yet.
type pairDiff struct {
	added []models.Pair
	moved []changedPair
	ended []models.ID
}

type changedPair struct {
	store.StoredOverlap
	to models.Pair
}

// diffPairs compares what is found with what is stored. What was dismissed stays so until one of the two activities changes,
// even where stronger overlaps have come before it.
func diffPairs(all []*models.Footprint, kept []store.StoredOverlap) pairDiff {
	var d pairDiff
	stored := make(map[[2]models.ID]store.StoredOverlap, len(kept))
	for _, k := range kept {
		stored[[2]models.ID{k.First, k.Second}] = k
	}
	for _, p := range models.FindOverlaps(all) {
		key := [2]models.ID{p.First.ID, p.Second.ID}
		k, known := stored[key]
		delete(stored, key)
		switch {
		case !known:
			d.added = append(d.added, p)
		case k.Status == models.OverlapEnded || k.Fingerprint != p.Fingerprint():
			d.moved = append(d.moved, changedPair{k, p})
		}
	}
	index := make(map[models.ID]*models.Footprint, len(all))
	for _, f := range all {
		index[f.ID] = f
	}
	for _, k := range stored {
		first, second := index[k.First], index[k.Second]
		dismissed := k.Status == models.OverlapDismissed && first != nil && second != nil &&
			models.Pair{First: first, Second: second}.Fingerprint() == k.Fingerprint
		if k.Status != models.OverlapEnded && !dismissed {
			d.ended = append(d.ended, k.ID)
		}
	}
	slices.Sort(d.ended)
	return d
}

// write keeps a difference, with one entry in the log for the whole scan. A dismissed overlap that is open again gets a step.
func (d pairDiff) write(ctx context.Context, tx *store.Tx) error {
	day := engine.Today(tx)
	found := make([]*models.Overlap, len(d.added))
	for i, p := range d.added {
		found[i] = &models.Overlap{
			FirstID:     p.First.ID,
			SecondID:    p.Second.ID,
			CountryCode: p.First.Country,
			Strength:    p.Strength,
			Alike:       p.Alike(),
			Fingerprint: p.Fingerprint(),
			FoundOn:     day,
			Status:      models.OverlapOpen,
			StatusOn:    day,
		}
	}
	if err := store.AddOverlaps(tx, found); err != nil {
		return err
	}
	for _, m := range d.moved {
		if err := store.UpdateOverlap(tx, m.ID, m.to, string(models.OverlapOpen), day); err != nil {
			return err
		}
		if m.Status == models.OverlapOpen {
			continue
		}
		step := models.Step{SubjectType: "overlap", SubjectID: m.ID, FromStatus: string(m.Status), ToStatus: string(models.OverlapOpen),
			OnDate: day, Reason: "Dates, themes, kinds, institutions or partners changed"}
		if err := store.AddStep(tx, step); err != nil {
			return err
		}
	}
	if err := store.EndOverlaps(tx, d.ended, day); err != nil {
		return err
	}
	return engine.Audit(
		ctx,
		tx,
		"overlap.scan",
		"overlap",
		"",
		nil,
		map[string]int{"added": len(d.added), "changed": len(d.moved), "ended": len(d.ended)},
	)
}

// AskPartners asks the lead partners of both activities by mail, each of what it may see of the other.
func (a *Matching) AskPartners(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	version int,
	in models.AskInput,
) (*models.Overlap, error) {
	if err := engine.Begin(actor, "overlap.ask", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Overlap, error) {
		o, _, before, err := a.Overlaps.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		if o.Status != models.OverlapOpen {
			return nil, models.Errorf(models.Conflict, "This overlap is %s; only an open one is asked about.", o.Status)
		}
		mails, err := a.questions(tx, o, in.Note)
		if err != nil {
			return nil, err
		}
		if err := store.AddMails(tx, mails...); err != nil {
			return nil, err
		}
		o.AskedOn = engine.Today(tx)
		if err := store.Overlaps.Update(tx, o); err != nil {
			return nil, err
		}
		return a.Overlaps.Finish(ctx, tx, "overlap.ask", nil, o, before)
	})
}

// questions writes the two mails of an overlap.
func (a *Matching) questions(tx *store.Tx, o *models.Overlap, note string) ([]models.OutboxMail, error) {
	site, err := a.Site()
	if err != nil {
		return nil, err
	}
	whole := *o
	if err := store.Overlaps.MaskRow(tx, &whole); err != nil {
		return nil, err
	}
	var mails []models.OutboxMail
	for _, side := range []*models.OverlapSide{whole.First, whole.Second} {
		to, err := store.PartnerContact(tx, side.LeadOrganisationID)
		if err != nil {
			return nil, err
		}
		if to.Email == "" {
			return nil, models.Errorf(
				models.Conflict,
				"The lead partner of %s has nobody in duty whom mail reaches; add a contact first.",
				side.Reference,
			)
		}
		question, err := a.question(tx, o, side.LeadOrganisationID, side.Reference)
		if err != nil {
			return nil, err
		}
		question.Frame, question.Note, question.ManagerName = a.outbox.Frame(site, to.Name), note, tx.Actor().Name
		question.URL = site.JoinPath(engine.PageOf("activity", side.ID)).String()
		m, err := outbox.Letter(to.Language, question, models.OutboxMail{Recipient: to.Email, Name: to.Name, ReplyTo: tx.Actor().Email,
			MessageID: fmt.Sprintf("overlap-%s@%s", models.NewID(), url.PathEscape(site.Hostname()))}) // which does not tell pairs apart
		if err != nil {
			return nil, err
		}
		mails = append(mails, m)
	}
	return mails, nil
}

// question is what one partner is asked about an overlap, with that partner's own visibility.
func (a *Matching) question(tx *store.Tx, o *models.Overlap, partner models.ID, own string) (mail.Overlap, error) {
	q := mail.Overlap{Reference: own}
	seen, err := store.Overlaps.Get(tx.As(models.Actor{Role: models.Partner, OrganisationID: partner}), o.ID)
	switch {
	case models.CodeOf(err) == models.NotFound: // it has been told of another overlap of this activity
		return q, nil
	case err != nil || seen.First == nil || seen.Second == nil:
		return q, err
	}
	if q.Other = seen.First.Reference; q.Other == own {
		q.Other = seen.Second.Reference
	}
	for _, alike := range seen.Alike {
		q.Alike = append(q.Alike, string(alike.What))
	}
	q.Themes = seen.SharedThemes()
	return q, nil
}
