package consent

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// ExplainMission, ExplainFinding and ExplainNeed say in words what of an item is open to whom, and why.
func (a *Ledger) ExplainMission(ctx context.Context, actor models.Actor, id models.ID) (*models.ConsentOverview, error) {
	return a.explain(ctx, actor, models.SubjectMission, id)
}

// ExplainFinding is ExplainMission for a finding.
func (a *Ledger) ExplainFinding(ctx context.Context, actor models.Actor, id models.ID) (*models.ConsentOverview, error) {
	return a.explain(ctx, actor, models.SubjectFinding, id)
}

// ExplainNeed is ExplainMission for a need.
func (a *Ledger) ExplainNeed(ctx context.Context, actor models.Actor, id models.ID) (*models.ConsentOverview, error) {
	return a.explain(ctx, actor, models.SubjectNeed, id)
}

func (a *Ledger) explain(
	ctx context.Context, actor models.Actor, noun models.ConsentSubject, id models.ID,
) (*models.ConsentOverview, error) {
	if err := engine.Allow(actor, string(noun)+".consent"); err != nil {
		return nil, err
	}
	var out models.ConsentOverview
	err := a.Store().Snapshot(ctx, actor, func(tx *store.Tx) error {
		of, err := subjectOf(tx, noun, id)
		if err != nil {
			return err
		}
		items, err := store.SharedItems(tx, noun, id)
		if err != nil {
			return err
		}
		e := models.Explanation{Item: items[0], Below: items[1:]}
		if e.Entries, err = store.ConsentsOn(tx, id, of.mission); err != nil {
			return err
		}
		if e.Requests, err = store.ConsentRequestsOn(tx, id, of.mission); err != nil {
			return err
		}
		calendar, err := store.CalendarOf(tx, of.country)
		if err != nil {
			return err
		}
		e.Zone = calendar.Location()
		out = e.Explain(of.country)
		return nil
	})
	return &out, err
}

// PreviewConsent tells who would see what if an entry were recorded now. The entry is made and rolled back, so that the answer
// comes from the same queries as every read.
func (a *Ledger) PreviewConsent(ctx context.Context, actor models.Actor, in models.PreviewInput) (*models.Preview, error) {
	if err := engine.Begin(actor, "consent.preview", in); err != nil {
		return nil, err
	}
	var out *models.Preview
	err := a.Store().DryRun(ctx, actor, func(tx *store.Tx) (err error) {
		c := &models.Consent{
			ConsentInput: models.ConsentInput{SubjectType: in.SubjectType, SubjectID: in.SubjectID, Extent: in.Extent,
				Audience: in.Audience, Instrument: "Preview", GivenOn: engine.Today(tx)},
		}
		if _, err := prepareEntry(tx, c); err != nil { // what cannot be opened in part is named, not refused
			return err
		}
		out, err = previewChange(tx, c, func() error { return store.Consents.Insert(tx, c) })
		return err
	})
	return out, err
}

// Withdrawal tells what the withdrawal of an entry would close, and what had gone out on it, to whom and when.
func (a *Ledger) Withdrawal(ctx context.Context, actor models.Actor, id models.ID) (*models.Withdrawal, error) {
	if err := engine.Allow(actor, "consent.releases"); err != nil {
		return nil, err
	}
	out := &models.Withdrawal{}
	err := a.Store().DryRun(ctx, actor, func(tx *store.Tx) error {
		c, err := store.Consents.Get(tx, id)
		if err != nil {
			return err
		}
		if out.Releases, err = releasesOf(tx, c); err != nil {
			return err
		}
		out.Consent = *c
		if c.Effect != "" { // it has ended, and what that changed was kept
			out.Effect, err = keptEffect(tx, c)
			return err
		}
		effect, err := previewChange(tx, c, func() error {
			if err := endEntry(tx, c, "Preview", false); models.CodeOf(err) == models.Conflict { // what has ended closes nothing more
				return nil
			} else if err != nil {
				return err
			}
			return store.Consents.Update(tx, c)
		})
		if err != nil {
			return err
		}
		out.Effect = *effect
		return nil
	})
	return out, err
}

// keptEffect is what the end of an entry changed, with those who could read it, as far as the actor may know of them.
func keptEffect(tx *store.Tx, c *models.Consent) (models.Preview, error) {
	readers, err := store.ReadersOf(tx, []models.Role{models.Partner, models.Donor})
	out := models.Preview{Words: c.Effect, Audiences: c.EffectItems, WithoutSummary: []string{}}
	for i := range out.Audiences {
		out.Audiences[i].Readers = readersByOrganisation(tx, readers, out.Audiences[i].Audience)
	}
	return out, err
}

// MissionSharing tells what of a mission and of all that it found is open to whom.
func (a *Ledger) MissionSharing(ctx context.Context, actor models.Actor, id models.ID) (*models.MissionSharing, error) {
	if err := engine.Allow(actor, "mission.sharing"); err != nil {
		return nil, err
	}
	return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.MissionSharing, error) {
		if _, err := store.Missions.Get(tx, id); err != nil {
			return nil, err
		}
		items, err := store.SharedItems(tx, models.SubjectMission, id)
		out := &models.MissionSharing{MissionID: id, Items: []models.ItemShared{}}
		for _, i := range items {
			out.Items = append(out.Items, i.Shared())
		}
		return out, err
	})
}

// itemsNamed is how many items a preview names for an audience; the rest is counted.
const itemsNamed = 200

// previewChange compares what is open before and after a change of the ledger.
func previewChange(tx *store.Tx, c *models.Consent, do func() error) (*models.Preview, error) {
	before, err := store.SharedItems(tx, c.SubjectType, c.SubjectID)
	if err != nil {
		return nil, err
	}
	if err := do(); err != nil {
		return nil, err
	}
	after, err := store.SharedItems(tx, c.SubjectType, c.SubjectID)
	if err != nil {
		return nil, err
	}
	readers, err := store.ReadersOf(tx, []models.Role{models.Partner, models.Donor})
	if err != nil {
		return nil, err
	}
	out := &models.Preview{Audiences: []models.PreviewAudience{}, WithoutSummary: []string{}}
	for _, i := range after {
		if c.Extent == models.ExtentPartial && c.WithdrawnAt == nil && c.ObjectedAt == nil && !i.Summarized {
			out.WithoutSummary = append(out.WithoutSummary, i.Reference)
		}
	}
	var said []string
	for _, audience := range models.Audiences {
		part := models.PreviewAudience{Audience: audience, Items: changedItems(before, after, audience),
			Readers: readersByOrganisation(tx, readers, audience)}
		if len(part.Items) == 0 {
			continue
		}
		said = append(said, describeChange(part))
		part.MoreItems = max(len(part.Items)-itemsNamed, 0)
		part.Items = part.Items[:min(len(part.Items), itemsNamed)]
		out.Audiences = append(out.Audiences, part)
	}
	if out.Words = strings.Join(said, " "); out.Words == "" {
		out.Words = "Nothing changes for anybody."
	}
	if n := len(out.WithoutSummary); n > 0 {
		out.Words += fmt.Sprintf(" Items without a releasable summary, of which nothing is opened in part: %s.",
			strings.Join(out.WithoutSummary, ", "))
	}
	return out, nil
}

// changedItems gives the items of which an audience sees more or less than before. Both lists are in the same order.
func changedItems(before, after []models.ItemExtents, audience models.Audience) []models.PreviewItem {
	items := []models.PreviewItem{}
	for i, b := range before {
		if from, to := b.Extent(audience), after[i].Extent(audience); from != to {
			items = append(
				items,
				models.PreviewItem{SubjectType: b.SubjectType, SubjectID: b.SubjectID, Reference: b.Reference, From: from, To: to},
			)
		}
	}
	return items
}

// describeChange puts into a sentence what changes for an audience.
func describeChange(a models.PreviewAudience) string {
	opened := 0
	for _, i := range a.Items {
		if models.Wider(i.To, i.From) {
			opened++
		}
	}
	var said []string
	for _, n := range []struct {
		count int
		verb  string
	}{{opened, "Opens"}, {len(a.Items) - opened, "Closes"}} {
		if n.count > 0 {
			things := fmt.Sprintf("%d items", n.count)
			if n.count == 1 {
				things = "1 item"
			}
			said = append(said, fmt.Sprintf("%s %s to %s.", n.verb, things, models.AudienceWords(a.Audience)))
		}
	}
	return strings.Join(said, " ")
}

// readersByOrganisation gives the readers of an audience by organisation. Managers read how many people that are, and who. The State reads
// which of the organisations that it may know of, and that there may be others: how many are not listed is not said, nor whether
// there are any. The public has no list of readers.
func readersByOrganisation(tx *store.Tx, readers []store.Reader, audience models.Audience) []models.PreviewReader {
	groups := []models.PreviewReader{}
	for _, r := range readers {
		if (models.Actor{Role: r.Role}).Audience() != audience || !r.Known {
			continue
		}
		at := slices.IndexFunc(groups, func(g models.PreviewReader) bool { return g.OrganisationID == r.OrganisationID })
		if at < 0 {
			groups, at = append(
				groups,
				models.PreviewReader{Role: r.Role, OrganisationID: r.OrganisationID, Organisation: r.Organisation, Names: []string{}},
			), len(
				groups,
			)
		}
		if tx.Actor().SeesAll() {
			groups[at].Users++
			groups[at].Names = append(groups[at].Names, r.Name)
		}
	}
	if audience != models.AudiencePublic && !tx.Actor().SeesAll() {
		groups = append(groups, models.PreviewReader{Role: roleOf[audience], Organisation: "Others that are not listed", Names: []string{}})
	}
	return groups
}

// roleOf is the role of an audience.
var roleOf = map[models.Audience]models.Role{models.AudiencePartners: models.Partner, models.AudienceDonors: models.Donor}

// releasesOf gives what went out of what an entry covers since it took effect. The State reads which organisations received it, listed or
// not; who the people were is for managers.
func releasesOf(tx *store.Tx, c *models.Consent) ([]models.Release, error) {
	items, err := store.SharedItems(tx, c.SubjectType, c.SubjectID)
	if err != nil {
		return nil, err
	}
	all, err := store.ReleasesOf(tx, engine.IdsOf(items, func(i models.ItemExtents) models.ID { return i.SubjectID }), string(c.Audience))
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(append([]models.Release{}, all...), func(r models.Release) bool { return r.LastAt.Before(*c.EffectiveFrom) })
	if !tx.Actor().SeesAll() {
		for i := range all {
			all[i].UserID, all[i].Name = "", ""
		}
	}
	return all, nil
}
