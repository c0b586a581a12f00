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

// Visibility says to which actors an object of the world is visible, whatever their role may do with it.
type Visibility struct{ Path, Object, to string }

// Sides of the world, as Visibility writes them.
const (
	everybody  = "manager admin partner1 partner2 donorA donorB kaz kgz"
	managers   = "manager admin "
	sideOne    = managers + "partner1 donorA kaz"
	sideTwo    = managers + "partner2 donorB kgz"
	bothDonors = "donorA donorB"
)

// Visibilities are those of all objects of the world, each of which stands beside the making of the object.
var Visibilities = slices.Concat(referenceVisibility, signInVisibility, registerVisibility, matchingVisibility, subscriptionVisibility,
	reminderVisibility, savedViewVisibility)

// RoleOf is the role by which the policy judges an actor of the tests.
var RoleOf = map[string]models.Role{"manager": models.Manager, "reader": models.Manager, "admin": models.Admin, "partner1": models.Partner,
	"partner2": models.Partner, "donorA": models.Donor, "donorB": models.Donor, "kaz": models.National, "kgz": models.National}

// Allows tells what the policy's table and the token's scope say before anything is looked at.
func Allows(who string, l Line) bool {
	if who == Nobody {
		return l.Public
	}
	if l.Open || l.Person { // signing in needs no token; a person's own routes take none
		return l.Open
	}
	return slices.Contains(policy()[l.Action], RoleOf[who]) && (who != "reader" || l.Method == http.MethodGet)
}

func (v Visibility) sees(who string) bool {
	if who == "reader" {
		who = "manager"
	}
	return slices.Contains(strings.Fields(v.to), who)
}

// Outcomes of an operation on an object.
const (
	allowed   = "yes"
	summary   = "summary" // of what is partly shared
	hidden    = "hidden"
	forbidden = "no"
)

// assessing are the operations on missions of those who are asked to score: for partners and donors they are not there otherwise,
// and a State may look on, but not score. In the world managers alone score.
var assessing = []string{"scoring.get", "mission.score", "mission.score_sheet", "mission.import_scores"}

// Outcome tells what has to come of an operation on the object by an actor.
func (v Visibility) Outcome(l Line, who string) string {
	// A partner sees one side of an overlap.
	partly := strings.HasPrefix(v.Object, "partly shared") && slices.Contains(strings.Fields(bothDonors), who) || v.Object == "overlap" &&
		RoleOf[who] == models.Partner
	switch {
	case !Allows(who, l):
		return forbidden
	case !v.sees(who), partly && (strings.HasSuffix(l.Action, ".steps") || strings.HasSuffix(l.Action, ".history")),
		partly && slices.Contains(assessing, l.Action):
		return hidden
	case RoleOf[who] == models.National && l.Action != "scoring.get" && slices.Contains(assessing, l.Action):
		return forbidden
	case partly:
		return summary
	}
	return allowed
}
