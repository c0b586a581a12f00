package register

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// Names beside ids: what the ids, and the codes of themes, in an answer stand for, as far as its reader may see that. They are found in the
// text of the answer, so that no answer can be forgotten, and what an object does not show is not named.

// finder finds names of a noun by ids, or by codes.
type finder func(*store.Tx, []string) (map[string]models.Name, error)

// Who is shown the id of a need's owner or of an institution may have its name, though it may list neither users nor institutions;
// anything else is named to those who see it: a person to managers, and to the people of the same organisation.
var (
	nameOrganisations = namesBy(store.Organisations, "id", false, func(o *models.Organisation) models.Name {
		return models.Name{ID: o.ID, Code: o.Code, Name: o.Name}
	})
	nameOwners = namesBy(store.Users, "id", true, nameOfUser)
	nameThemes = namesBy(store.Themes, "code", false, func(t *models.Theme) models.Name {
		return models.Name{ID: t.ID, Code: t.Code, Name: t.Name}
	})
	nameInstitutions = namesBy(store.Institutions, "id", true, func(i *models.Institution) models.Name {
		return models.Name{ID: i.ID, Name: i.Name}
	})
	nameProjects = namesBy(store.Projects, "id", false, func(p *models.Project) models.Name {
		return models.Name{ID: p.ID, Reference: p.Reference, Name: p.Title}
	})
)

func nameOfUser(u *models.User) models.Name { return models.Name{ID: u.ID, Name: u.Name} }

// finders are the nouns that have names, by the names of the nouns.
var finders = map[string]finder{
	"organisation": nameOrganisations, "owner": nameOwners, "theme": nameThemes, "institution": nameInstitutions, "project": nameProjects,
	"user":    namesBy(store.Users, "id", false, nameOfUser),
	"contact": namesBy(store.Contacts, "id", false, func(c *models.Contact) models.Name { return models.Name{ID: c.ID, Name: c.Name} }),
	"instrument": namesBy(store.Instruments, "id", false, func(i *models.Instrument) models.Name {
		return models.Name{ID: i.ID, Code: i.Code, Name: i.Title}
	}),
	"provision": namesBy(store.Provisions, "id", false, func(p *models.Provision) models.Name {
		return models.Name{ID: p.ID, Name: p.Paragraph}
	}),
	"mission": namesBy(store.Missions, "id", false, func(m *models.Mission) models.Name {
		return models.Name{ID: m.ID, Reference: m.Reference, Name: m.Title}
	}),
	"finding": namesBy(store.Findings, "id", false, func(f *models.Finding) models.Name {
		return models.Name{ID: f.ID, Reference: f.Reference, Name: f.ReleasableSummary}
	}),
	"need": namesBy(store.Needs, "id", false, func(n *models.Need) models.Name {
		return models.Name{ID: n.ID, Reference: n.Reference, Name: n.Title}
	}),
	"activity": namesBy(store.Activities, "id", false, func(v *models.Activity) models.Name {
		return models.Name{ID: v.ID, Reference: v.Reference, Name: v.Title}
	}),
	"milestone": namesBy(store.Milestones, "id", false, func(m *models.Milestone) models.Name {
		return models.Name{ID: m.ID, Reference: m.Reference, Name: m.Title}
	}),
	"indicator": namesBy(store.Indicators, "id", false, func(i *models.Indicator) models.Name {
		return models.Name{ID: i.ID, Name: i.Title}
	}),
	"offer": namesBy(store.Offers, "id", false, func(o *models.Offer) models.Name {
		return models.Name{ID: o.ID, Reference: o.Reference, Name: o.Title}
	}),
	"scheme": namesBy(store.Schemes, "id", false, func(s *models.Scheme) models.Name { return models.Name{ID: s.ID, Name: s.Name} }),
	"ranking": namesBy(store.Rankings, "id", false, func(r *models.Ranking) models.Name {
		return models.Name{ID: r.ID, Reference: r.Reference, Name: r.Title}
	}),
	"report": namesBy(store.Reports, "id", false, func(r *models.Report) models.Name {
		return models.Name{ID: r.ID, Reference: r.Reference, Name: r.Title}
	}),
	"rule": namesBy(store.Rules, "id", false, func(r *models.ReminderRule) models.Name {
		return models.Name{ID: r.ID, Code: r.Code, Name: r.Name}
	}),
	"webhook": namesBy(store.Webhooks, "id", false, func(w *models.Webhook) models.Name { return models.Name{ID: w.ID, Name: w.URL} }),
	"file":    namesBy(store.Files, "id", false, func(f *models.File) models.Name { return models.Name{ID: f.ID, Name: f.Name} }),
}

// people and subjects are what an id can be of where its member does not say it.
var (
	people   = []string{"user", "contact"}
	subjects = []string{"mission", "finding", "need", "project", "activity", "scheme"}
)

// ofSubject is of which nouns the subjects of a kind are, where the kind is no noun: a donor's summary is of the donor.
var ofSubject = map[string][]string{"": subjects, "summary": {"organisation"}, "person": people}

// ofMember is of which nouns the ids of a member are, where the member is not called like a noun.
var ofMember = map[string][]string{
	"lead_organisation_id": {"organisation"}, "leaves_organisation_id": {"organisation"}, "participant_ids": {"organisation"},
	"user_id": people, "user_ids": people, "author_id": people, "assessor_id": people, "actor_id": people, "proposed_by": people,
	"issued_by": people, "given_by": people, "ended_by": people, "answered_by": people, "missing": people,
	"person_id": people, "kept_id": people, "other_id": people,
	"first_id": {"activity"}, "second_id": {"activity"}, "waits_for_id": {"milestone"},
	"theme_codes": {"theme"}, "theme": {"theme"},
}

// nounsOf says of which nouns the ids of a member can be; of is the kind of the subject that the object around it names, "" for none.
// What has no name of its own, such as an update, is of none.
func nounsOf(member, of string) []string {
	if nouns, known := ofMember[member]; known {
		return nouns
	}
	noun, isID := strings.CutSuffix(strings.TrimSuffix(member, "s"), "_id")
	switch {
	case of != "" && (member == "ids" || member == "summary_only"): // of an entry of the log
		noun = of
	case !isID: // "id" is the object's own, whose name stands in the object
		return nil
	case noun == "subject":
		noun = of
	}
	if nouns, known := ofSubject[noun]; known {
		return nouns
	}
	if finders[noun] == nil {
		return nil
	}
	return []string{noun}
}

// refers collects what an answer refers to, by noun.
type refers map[string]*engine.Distinct[string]

// gather walks the value of a member.
func (r refers) gather(member, of string, value any) {
	switch v := value.(type) {
	case map[string]any:
		if kind, named := v["subject_type"].(string); named {
			of = kind
		}
		for name, inner := range v {
			r.gather(name, of, inner)
		}
	case []any:
		for _, inner := range v {
			r.gather(member, of, inner)
		}
	case string:
		for _, noun := range nounsOf(member, of) {
			if _, err := models.ParseID(v); noun != "theme" && err != nil {
				continue
			}
			if r[noun] == nil {
				r[noun] = &engine.Distinct[string]{}
			}
			r[noun].Add(v)
		}
	}
}

// Names gives what the ids and the themes' codes in an answer, a JSON text, stand for, by id or code, as far as the actor may see it: one
// statement a noun. What of it is in confidence stands in the log as read.
func (a *Register) Names(ctx context.Context, actor models.Actor, answer []byte) (map[string]models.Name, error) {
	var value any
	if err := json.Unmarshal(answer, &value); err != nil {
		return nil, err
	}
	asked := refers{}
	asked.gather("", "", value)
	return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (map[string]models.Name, error) {
		names := map[string]models.Name{}
		for _, noun := range slices.Sorted(maps.Keys(asked)) {
			found, err := finders[noun](tx, asked[noun].All)
			if err != nil {
				return nil, err
			}
			maps.Copy(names, found)
		}
		return names, nil
	})
}

// namesBy finds names of a noun by a column: of the rows that the actor sees, or with always of all that an object shows it.
func namesBy[T any](noun *store.Noun[T], column string, always bool, name func(*T) models.Name) finder {
	return func(reader *store.Tx, keys []string) (map[string]models.Name, error) {
		tx := reader
		if always {
			tx = engine.AsSystem(reader)
		}
		found, err := noun.ByAny(tx, column, keys)
		if err != nil {
			return nil, err
		}
		names := make(map[string]models.Name, len(found))
		for _, row := range found {
			n := name(row)
			key := string(n.ID)
			if column == "code" {
				key = n.Code
			}
			names[key] = n
		}
		noun.LogNamed(reader, found) // what the system reads is not logged
		return names, nil
	}
}
