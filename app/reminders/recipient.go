package reminders

import (
	"slices"
	"strings"

	"qadam/app/store"
	"qadam/models"
)

// someone is a person in the part in which they are told.
type someone struct {
	store.Person
	role string
	// own is the organisation for which they are told; "" for managers and counterparts.
	own models.ID
}

// people gives whom a rung tells of an item: each of its parts, or, where a part is nobody's, the managers, who have to
// find somebody; nobody then names where.
func (s *scan) people(rung models.Rung, item store.Waiting) (who []someone, nobody string) {
	for _, part := range rung.To {
		found := s.part(part, item)
		if len(found) == 0 && part != "manager" {
			nobody = item.OrganisationName
			if nobody == "" {
				nobody = item.CountryCode
			}
			found = s.part("manager", item)
		}
		for _, p := range found {
			if !slices.ContainsFunc(who, func(w someone) bool { return w.Email == p.Email }) {
				who = append(who, p)
			}
		}
	}
	return who, nobody
}

// part gives who plays a part for an item. Whose mail comes back plays none.
func (s *scan) part(part string, item store.Waiting) []someone {
	at := func(role string, candidates ...store.Person) []someone {
		for _, p := range candidates {
			if p.Email != "" && !s.bounced[p.Email] {
				return []someone{{p, role, item.OrganisationID}}
			}
		}
		return nil
	}
	all := func(role string, people []store.Person) (out []someone) {
		for _, p := range people {
			if !s.bounced[p.Email] {
				out = append(out, someone{Person: p, role: role})
			}
		}
		return out
	}
	switch {
	case part == "national", part == "responsible" && item.OrganisationID == "" && item.Contact.Email == "":
		return all("national", s.nationals[item.CountryCode])
	case part == "manager" && item.OrganisationID == "" && item.Contact.Email != "" && !s.bounced[item.Contact.Email]:
		return []someone{{Person: item.Contact, role: "manager"}} // who owns the need
	case part == "manager":
		return all("manager", s.managers)
	case part == "coordinator":
		return at("coordinator", item.Coordinator)
	case part == "focal_point":
		return at("focal_point", item.Focal)
	case item.OrganisationID == "":
		return []someone{{Person: item.Contact, role: "manager"}}
	}
	return at("responsible", item.Contact, item.Focal, item.Coordinator)
}

// toldBefore names those who were told of the same occasion before, and the last of them.
func toldBefore(told []store.Told, anchor models.Date, but string) string {
	var names []string
	for _, t := range told {
		if strings.HasPrefix(t.Occasion, string(anchor)) && t.Recipient != but && t.State != models.ReminderDropped &&
			!slices.Contains(names, t.RecipientName) {
			names = append(names, t.RecipientName)
		}
	}
	return strings.Join(names, ", ")
}
