package web

import "fmt"

// Sign is how a status is shown: its icon, its tone, and the key of its word. The word is always there, so that nothing is told by
// colour alone.
type Sign struct{ Icon, Tone, Key string }

// signs are those of each kind of status. A test holds that every status of the models has one, and a word in each language.
var signs = map[string]map[string][2]string{
	"need": {"identified": {"dashed", "mute"}, "agreed": {"ring", "mute"}, "prioritized": {"ring", "mute"}, "referred": {"ring", "mute"},
		"taken_up": {"half", "prog"}, "in_delivery": {"half", "prog"}, "met": {"tick", "ok"}, "partly_met": {"half", "warn"},
		"lapsed": {"pause", "mute"}, "declined": {"cross", "mute"}},
	"activity": {"pipeline": {"dashed", "mute"}, "implementation": {"half", "prog"}, "finalisation": {"half", "prog"},
		"closed": {"tick", "ok"}, "suspended": {"pause", "mute"}, "cancelled": {"cross", "mute"}},
	"health":    {"on_track": {"half", "ok"}, "at_risk": {"triangle", "warn"}, "off_track": {"octagon", "bad"}},
	"milestone": {"planned": {"diamond", "mute"}, "delivered": {"diamond-tick", "ok"}, "dropped": {"cross", "mute"}},
	"matter": {"overdue": {"octagon", "bad"}, "unmatched": {"nobody", "bad"}, "no_money": {"coin", "warn"}, "stale": {"hourglass", "warn"},
		"overlap": {"overlap", "warn"}, "decide": {"ring", "prog"}, "allot": {"coin", "warn"}, "report": {"ring", "prog"},
		"rate": {"hourglass", "warn"}, "mail": {"mail", "warn"}, "people": {"person", "mute"}},
	"mission": {"planned": {"dashed", "mute"}, "under_way": {"half", "prog"}, "drafting": {"half", "prog"}, "draft_sent": {"ring", "prog"},
		"report_sent": {"ring", "prog"}, "follow_up": {"half", "prog"}, "closed": {"tick", "ok"}, "cancelled": {"cross", "mute"}},
	"sharing": {"confidential": {"lock", "conf"}, "asked": {"lock-asked", "conf"}, "summary": {"unlock", "conf"}, "shared": {"unlock",
		"plain"},
		"public": {"globe", "plain"}},
	"extent": {"none": {"lock", "conf"}, "partial": {"unlock", "conf"}, "full": {"unlock", "plain"}},
	"referral": {"proposed": {"dashed", "mute"}, "accepted": {"tick", "ok"}, "declined": {"cross", "mute"}, "withdrawn": {"cross", "mute"},
		"expired": {"hourglass", "mute"}},
}

// SignOf gives the sign of a status of a kind.
func SignOf(kind string, status any) (Sign, error) { return sign(kind, status) }

// sign gives the sign of a status of a kind.
func sign(kind string, status any) (Sign, error) {
	name := fmt.Sprint(status)
	found, ok := signs[kind][name]
	if !ok {
		return Sign{}, fmt.Errorf("the status %s of a %s has no sign", name, kind)
	}
	return Sign{Icon: found[0], Tone: found[1], Key: "word." + kind + "." + name}, nil
}

// Org is an organisation as it is named beside others: by its code, with its name in full. Asked says that it was asked and has not
// answered.
type Org struct {
	Code, Name string
	Asked      bool
}

// NextStep is the one thing that an object waits for. Key is that of its words, next.KEY; "" for none.
type NextStep struct {
	Key, Owner string
}
