package handlerstest

import (
	"net/http"
	"slices"
	"strings"
	"sync"

	"qadam/app/engine"
	"qadam/models"
)

// policy is the table of role by intention.
var policy = sync.OnceValue(engine.Policy)

// Sight says which of the actors see an object of the world, whatever their role may do with it.
type Sight struct{ Path, Object, seers string }

const (
	everybody  = "manager admin partner1 partner2 donorA donorB kaz kgz"
	those      = "manager admin "
	sideOne    = those + "partner1 donorA kaz"
	sideTwo    = those + "partner2 donorB kgz"
	bothDonors = "donorA donorB"
)

var Sights = []Sight{
	{"/organisations", "partner", everybody}, {"/organisations", "donor", those + "donorA"}, {"/organisations", "donorB", those + "donorB"},
	{"/contacts", "contact", those + "partner1"}, {"/contacts", "contact 2", those + "partner2"},
	{"/users", "user partner1", those}, {"/users", "user spare", those},
	{"/tokens", "token partner1", "admin partner1"}, {"/tokens", "token kgz", "admin kgz"},
	{"/sessions", "session", "admin partner1"}, {"/passkeys", "passkey", "admin partner1"}, {"/identities", "identity", "admin partner1"},
	{"/countries", "country", everybody}, {"/themes", "theme", everybody}, {"/instruments", "instrument", everybody},
	{"/provisions", "provision", everybody}, {"/ratings", "rating", everybody}, {"/rates", "rate", everybody},
	{"/institutions", "institution", those + "kaz"}, {"/institutions", "institution of kgz", those + "kgz"},
	{"/missions", "mission", those + "kaz"}, {"/missions", "mission of kgz", those + "kgz"},
	{"/findings", "finding", those + "kaz"}, {"/findings", "finding of kgz", those + "kgz"},
	{"/missions", "partly shared mission", those + "kaz " + bothDonors},
	{"/findings", "partly shared finding", those + "kaz " + bothDonors},
	{"/needs", "need", those + "kaz"}, {"/needs", "need of kgz", those + "kgz"},
	{"/needs", "shared need", those + "kaz " + bothDonors}, {"/needs", "partly shared need", those + "kaz " + bothDonors},
	{"/referrals", "referral", those + "partner1 kaz"}, {"/referrals", "referral of donorB", those + "donorB kaz"},
	{"/schemes", "scheme", those + "kaz kgz"}, {"/scores", "score", those + "kaz"},
	{"/rankings", "ranking", those + "kaz"}, {"/work", "work", those},
	{"/consents", "consent", those + "kaz"}, {"/consents", "consent of kgz", those + "kgz"},
	{"/consent-requests", "consent_request", those + "kaz"}, {"/consent-requests", "consent_request of kgz", those + "kgz"},
	{"/offers", "offer", those + "partner1"}, {"/offers", "offer of partner2", those + "partner2"},
	{"/projects", "project", sideOne}, {"/projects", "project of partner2", sideTwo},
	{"/activities", "activity", sideOne}, {"/activities", "activity of partner2", sideTwo},
	{"/milestones", "milestone", sideOne}, {"/milestones", "milestone of partner2", sideTwo},
	{"/indicators", "indicator", sideOne}, {"/indicators", "indicator of partner2", sideTwo},
	{"/updates", "update", those + "partner1"}, {"/updates", "sent update of partner2", those + "partner2"},
	{"/transactions", "transaction of donor", those + "donorA partner1"}, {"/transactions", "transaction of donorB",
		those + "donorB partner2"}, {"/donors", "donor", those + "donorA"}, {"/donors", "donorB", those + "donorB"},
	{"/reports", "report of donor", those + "donorA"}, {"/reports", "report of donorB", those + "donorB"},
	{"/overlaps", "overlap", those + "partner1 partner2 kaz"}, {"/referrals", "accepted referral", those + "donorA kaz"},
	{"/reminders", "reminder", those + "partner1"}, {"/reminders", "reminder of partner2", those + "partner2"},
	{"/webhooks", "webhook of partner1 0", those + "partner1"}, {"/webhooks", "webhook of donorB 1", those + "donorB"},
	{"/webhook-deliveries", "delivery of partner1", those + "partner1"}, {"/webhook-deliveries", "delivery of donorB", those + "donorB"},
	{"/calendar-feeds", "feed of partner1", "admin partner1"}, {"/calendar-feeds", "feed of donorB", "admin donorB"},
	{"/update-links", "update_link", those + "partner1"}, {"/update-links", "update_link of partner2", those + "partner2"},
	{"/calendars", "calendar", everybody}, {"/calendars", "calendar of donor", those + "donorA"},
	{"/mailboxes", "mailbox", those + "partner1"}, {"/mailboxes", "mailbox of donorB", those + "donorB"},
	{"/report-deadlines", "report_deadline", those},
	{"/reminder-rules", "rule", those}, {"/outbox", "outbox", those}, {"/audit", "audit", those},
}

// RoleOf is the role by which the policy judges an actor of the tests.
var RoleOf = map[string]models.Role{"manager": models.Manager, "reader": models.Manager, "admin": models.Admin, "partner1": models.Partner,
	"partner2": models.Partner, "donorA": models.Donor, "donorB": models.Donor, "kaz": models.National, "kgz": models.National}

// May tells what the policy's table and the token's scope say before anything is looked at.
func May(who string, l Line) bool {
	if l.Open || l.Person { // for whoever has no token yet, and for whoever needs none any more
		return l.Open
	}
	return slices.Contains(policy()[l.Action], RoleOf[who]) && (who != "reader" || l.Method == http.MethodGet)
}

func (s Sight) sees(who string) bool {
	if who == "reader" {
		who = "manager"
	}
	return slices.Contains(strings.Fields(s.seers), who)
}

// What comes of an operation on an object.
const (
	allowed   = "yes"
	summary   = "summary" // of what is shared in part
	hidden    = "hidden"
	forbidden = "no"
)

// Outcome tells what has to come of an operation on the object by somebody.
func (s Sight) Outcome(l Line, who string) string {
	// it sees one side
	partly := strings.HasPrefix(s.Object, "partly shared") && slices.Contains(strings.Fields(bothDonors), who) || s.Object == "overlap" &&
		RoleOf[who] == models.Partner
	switch {
	case !May(who, l):
		return forbidden
	case !s.sees(who), partly && (strings.HasSuffix(l.Action, ".steps") || strings.HasSuffix(l.Action, ".history")):
		return hidden
	case partly:
		return summary
	}
	return allowed
}
