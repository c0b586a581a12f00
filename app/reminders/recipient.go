package reminders

import (
	"slices"
	"strings"

	"qadam/app/store"
	"qadam/models"
)

// recipient is a person with the role in which they are reminded.
type recipient struct {
	store.Recipient
	role models.RecipientRole
	// organisation is the one for which they are reminded; "" for managers and counterparts.
	organisation models.ID
	// reference is by what the object is named to them; "" for its own.
	reference string
	// personal tells that it is the recipient's own step, which is told to each by itself.
	personal bool
}

// recipients gives the recipients of a rung: those of each part, or, where a part has none, the managers; nobody then names the
// organisation.
func (s *scan) recipients(rung models.Rung, item store.WatchedItem) (who []recipient, nobody string) {
	for _, part := range rung.To {
		found := s.peopleFor(part, item)
		if len(found) == 0 && part != models.RecipientManager {
			nobody = item.OrganisationName
			if nobody == "" {
				nobody = item.CountryCode
			}
			found = s.peopleFor(models.RecipientManager, item)
		}
		for _, p := range found {
			if !slices.ContainsFunc(who, func(w recipient) bool { return w.Email == p.Email }) {
				who = append(who, p)
			}
		}
	}
	return who, nobody
}

// peopleFor gives the persons with a role for an item, without bounced addresses.
func (s *scan) peopleFor(part models.RecipientRole, item store.WatchedItem) []recipient {
	at := func(role models.RecipientRole, candidates ...store.Recipient) []recipient {
		for _, p := range candidates {
			if p.Email != "" && !s.bounced[p.Email] {
				return []recipient{{Recipient: p, role: role, organisation: item.OrganisationID}}
			}
		}
		return nil
	}
	all := func(role models.RecipientRole, people []store.Recipient) (out []recipient) {
		for _, p := range people {
			if !s.bounced[p.Email] {
				out = append(out, recipient{Recipient: p, role: role})
			}
		}
		return out
	}
	switch {
	case item.Addressed != nil:
		return s.addressees(item)
	case part == models.RecipientNational, part == models.RecipientResponsible && item.OrganisationID == "" && item.Contact.Email == "":
		return all(models.RecipientNational, s.nationals[item.CountryCode])
	case part == models.RecipientManager && item.OrganisationID == "" && item.Contact.Email != "" && !s.bounced[item.Contact.Email]:
		return []recipient{{Recipient: item.Contact, role: models.RecipientManager}} // who owns the need
	case part == models.RecipientManager:
		if team := all(models.RecipientManager, item.Team); len(team) > 0 {
			return team
		}
		return all(models.RecipientManager, s.managers)
	case part == models.RecipientCoordinator:
		return at(models.RecipientCoordinator, item.Coordinator)
	case part == models.RecipientFocalPoint:
		return at(models.RecipientFocalPoint, item.Focal, item.Member)
	case item.OrganisationID == "":
		return []recipient{{Recipient: item.Contact, role: models.RecipientManager}}
	}
	return at(models.RecipientResponsible, item.Contact, item.Focal, item.Coordinator, item.Member)
}

// addressees gives those who are asked to score, or whom a comment addresses: persons, and of an organisation the first one whose mail
// arrives.
func (s *scan) addressees(item store.WatchedItem) (out []recipient) {
	for _, a := range item.Addressed {
		told := slices.ContainsFunc(out, func(r recipient) bool {
			return r.Email == a.Email || a.OrganisationID != "" && !a.Personal && r.organisation == a.OrganisationID
		})
		if told || s.bounced[a.Email] {
			continue
		}
		role := models.RecipientResponsible
		switch {
		case a.Role == models.National:
			role = models.RecipientNational
		case a.OrganisationID == "":
			role = models.RecipientManager
		}
		out = append(out, recipient{a.Recipient, role, a.OrganisationID, a.Reference, a.Personal})
	}
	return out
}

// told tells whether an occasion was told before: to anybody, or if it is personal to this recipient.
func (p recipient) told(before []store.PriorReminder, occasion string) bool {
	return slices.ContainsFunc(before, func(t store.PriorReminder) bool {
		return t.Occasion == occasion && (!p.personal || t.Recipient == p.Email)
	})
}

// addresses tells whether a comment addresses an organisation.
func addresses(item store.WatchedItem, organisation models.ID) bool {
	return slices.ContainsFunc(item.Addressed, func(a store.Addressee) bool { return a.OrganisationID == organisation })
}

// earlierRecipients names those who were told of the same occasion before, and the last of them.
func earlierRecipients(told []store.PriorReminder, anchor models.Date, but string) string {
	var names []string
	for _, t := range told {
		if strings.HasPrefix(t.Occasion, string(anchor)) && t.Recipient != but && t.State != models.ReminderDropped &&
			!slices.Contains(names, t.RecipientName) {
			names = append(names, t.RecipientName)
		}
	}
	return strings.Join(names, ", ")
}
