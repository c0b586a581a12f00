package engine

import (
	"fmt"
	"slices"
	"strings"

	"qadam/models"
)

// policy says which roles may do what, by "noun.intention". It is checked before anything is read, so that a refusal reveals
// nothing. The store's scope decides on which objects. What is not listed is refused.
var policy = table(
	rule{"country organisation theme instrument provision rating rate", "list get", "", everyRole},
	rule{"country theme instrument provision rating rule user", "", "create update", admins},
	rule{"user", "list get", "", managers},
	rule{"person", "doubles", "join apart", admins},
	rule{"organisation", "", "create update", managers},
	rule{"contact", "list get", "create update", []models.Role{models.Manager, models.Admin, models.Partner, models.Donor}},
	rule{"institution", "list get", "create update", plus(managers, models.National)},
	rule{"rate", "", "create", managers},
	rule{"rule calendar", "", "preview", managers},
	rule{"rule", "list get", "", managers},
	rule{"calendar", "list get", "", everyRole},
	rule{"calendar", "", "create update import import_ics", admins},
	rule{"report_deadline", "list get", "create update", managers},
	rule{"mailbox", "list get", "create update", everyRole},
	rule{"mission", "clocks", "", plus(managers, models.National)},
	rule{"mission", "", "adjust", managers},
	rule{"token", "list get", "create revoke", everyRole},
	rule{"session", "list get", "end clear leave", everyRole},
	rule{"passkey", "list get", "begin create update remove", everyRole},
	rule{"identity", "list get", "link remove", everyRole},
	rule{"identity", "", "create restore", admins},
	rule{"passkey", "", "restore", admins},
	rule{"sign_in", "", "ask redeem begin finish", everyRole}, // and for requests without sign-in

	rule{"mission finding need", "list get", "", everyRole},
	rule{"mission finding need", "", "create update", managers},
	rule{"mission", "", "step", managers},
	rule{"mission need", "steps", "", everyRole},
	rule{"need", "", "step", plus(managers, models.National, models.Partner)},
	rule{"need", "", "answer answer_many step_many", plus(managers, models.National)},
	rule{"need", "", "refuse", managers},
	rule{"milestone", "", "decide", managers},
	rule{"need", "template", "import", managers},
	rule{"need", "export", "", everyRole},
	rule{"need", "gaps", "", plus(managers, models.National)},
	rule{"referral", "list get steps", "", everyRole},
	rule{"referral", "", "create", managers},
	rule{"referral", "", "step", plus(managers, models.Partner, models.Donor)},
	rule{"scheme score", "list get", "", everyRole},
	rule{"scheme", "", "create update", managers},
	rule{"score", "", "create update", everyRole}, // of others than managers, who is asked to score the mission
	rule{"mission", "score_sheet", "score import_scores", everyRole},
	rule{"referral", "", "link", plus(managers, models.Partner)},

	rule{"scheme", "", "weigh edition compare", managers},
	rule{"mission", "team", "assessors set_team", managers},
	rule{"robustness exchange moves spending", "get", "", plus(managers, models.National)},
	rule{"scoring", "get", "", everyRole},
	rule{"ranking", "list get steps", "step", plus(managers, models.National)},
	rule{"ranking", "", "create", managers},
	rule{"work", "list get", "", managers},

	rule{"offer", "list get steps", "", everyRole},
	rule{"offer", "", "create update step", []models.Role{models.Manager, models.Admin, models.Partner, models.Donor}},
	rule{"project activity milestone indicator update", "list get", "", everyRole},
	rule{"project activity milestone", "steps", "", everyRole},
	rule{"update", "steps", "", plus(managers, models.Partner)},
	rule{"project", "", "create", managers},
	rule{"project", "", "update step", plus(managers, models.Partner)},
	rule{"activity milestone indicator update", "", "create update", plus(managers, models.Partner)},
	rule{"activity", "", "milestones", plus(managers, models.Partner)},
	rule{"activity milestone update", "", "step", plus(managers, models.Partner)},
	rule{"update", "", "correct", plus(managers, models.Partner)},
	rule{"activity", "export", "", everyRole},
	rule{"transaction", "list get", "", []models.Role{models.Manager, models.Admin, models.Partner, models.Donor}},
	rule{"transaction", "", "create update", plus(managers, models.Partner)},
	rule{"transaction", "", "allot", managers},

	rule{"consent", "list get releases", "create withdraw object preview", plus(managers, models.National)},
	rule{"consent_request", "list get", "answer", plus(managers, models.National)},
	rule{"consent_request", "", "create cancel", managers},
	rule{"mission finding need", "consent", "", plus(managers, models.National)},
	rule{"mission", "sharing", "", plus(managers, models.National)},
	rule{"overlap", "list get steps", "", everyRole},
	rule{"overlap", "", "step ask", managers},
	rule{"referral", "", "update", managers},
	rule{"referral", "", "choose", plus(managers, models.National)},
	rule{"need", "suggestions", "", managers},
	rule{"offer", "suggestions", "", []models.Role{models.Manager, models.Admin, models.Partner, models.Donor}},
	rule{"coverage institution", "load", "", plus(managers, models.National)},

	rule{"comment", "list get", "create update", everyRole},
	rule{"file", "list get content", "create", everyRole},
	rule{"search", "get", "", everyRole},
	rule{"report", "list get", "", plus(managers, models.Donor)},
	rule{"report", "", "create", managers},
	rule{"summary", "get", "", plus(managers, models.Donor)},
	rule{"public", "missions needs progress", "", plus(everyRole, models.Public)}, // for requests without sign-in, as the public
	rule{"saved_view", "list get", "create update remove", everyRole},
	rule{"batch", "", "send", everyRole}, // each item by its own intention
	rule{"overview me", "get", "", everyRole},
	rule{"reminder", "list get", "snooze", everyRole},
	rule{"reminder", "forecast", "send", managers},
	rule{"outbox", "list get", "retry", managers},

	rule{"webhook", "list get", "create update delete test rotate", everyRole},
	rule{"webhook_delivery", "list get", "replay", everyRole},
	rule{"feed", "list get", "create revoke", everyRole},
	rule{"update_link", "list get", "", plus(managers, models.Partner)},
	rule{"update_link", "", "create revoke", managers},
	rule{"audit", "list get", "", managers},
	rule{"mission finding need activity", "history", "", everyRole},
)

var (
	managers  = []models.Role{models.Manager, models.Admin}
	admins    = []models.Role{models.Admin}
	everyRole = models.Roles
)

// rule allows every named intention on every named noun to some roles.
// A read-only token has the intentions of reads alone.
type rule struct {
	nouns, reads, changes string
	roles                 []models.Role
}

func plus(roles []models.Role, more ...models.Role) []models.Role {
	return append(slices.Clone(roles), more...)
}

// grant is who may do something, and whether that only reads.
type grant struct {
	roles []models.Role
	reads bool
}

// table expands the rules; naming an intention twice is a mistake in the table.
func table(rules ...rule) map[string]grant {
	out := map[string]grant{}
	for _, r := range rules {
		for _, noun := range strings.Fields(r.nouns) {
			for i, intentions := range []string{r.reads, r.changes} {
				for _, intention := range strings.Fields(intentions) {
					key := noun + "." + intention
					if _, twice := out[key]; twice {
						panic("the policy names " + key + " twice")
					}
					out[key] = grant{roles: r.roles, reads: i == 0}
				}
			}
		}
	}
	return out
}

// Policy gives which roles may do what, for the API's description and for the test that walks it.
func Policy() map[string][]models.Role {
	out := make(map[string][]models.Role, len(policy))
	for action, g := range policy {
		out[action] = slices.Clone(g.roles)
	}
	return out
}

// MayRole tells whether a role may do something at all.
func MayRole(role models.Role, action string) bool {
	return slices.Contains(policy[action].roles, role)
}

// rolesOf names the roles that may do something, as the API's description does.
func rolesOf(action string) string {
	var names []string
	for _, role := range policy[action].roles {
		names = append(names, string(role))
	}
	return strings.Join(names, ", ")
}

// Allow refuses what an actor's role, or its token, may never do.
func Allow(actor models.Actor, action string) error {
	if actor.Role == models.System {
		return nil
	}
	if actor.Role == "" {
		return models.Errorf(models.Unauthenticated, "Send a bearer token: Authorization: Bearer qdm_…")
	}
	if !MayRole(actor.Role, action) {
		return models.Errorf(models.Forbidden, "As a %s you may not do this. Who may: %s.", actor.Role, rolesOf(action))
	}
	if !policy[action].reads && !actor.CanWrite {
		return models.Errorf(models.Forbidden, "This token may only read. Ask for one with the scope write.")
	}
	return nil
}

// Begin is how a use case with an input begins: it refuses what the actor may never do, and an input of a wrong shape.
func Begin(actor models.Actor, action string, in any) error {
	if err := Allow(actor, action); err != nil {
		return err
	}
	return CheckShape(in)
}

// May tells whether a role may do something at all, so that handlers can refuse early.
func May(actor models.Actor, action string) error {
	if _, known := policy[action]; !known && actor.Role != models.System {
		return fmt.Errorf("the policy does not know %s", action)
	}
	return Allow(actor, action)
}
