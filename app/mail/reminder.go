package mail

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Reminder is what the template "reminder" shows: one step, one person who
// owes it. Texts must be such that this person may read them; the subject shows
// nothing but the reference.
type Reminder struct {
	// Reference is the step's full reference, "KAZ-P02-A3-M2".
	Reference string
	// ItemKind is "Milestone", "Activity" or "Need".
	ItemKind string
	// Rule is why it is sent: "milestone_due", "milestone_overdue",
	// "activity_stale" or "need_unmatched".
	Rule string
	// DueOn is the day on which the step, the update or a partner was due,
	// written out ("30 June 2021"). Milestones need it.
	DueOn string
	// DaysLate is, for a milestone, the days since DueOn; for an activity the
	// days without news (0 reads as 30); for a need the days without a partner.
	DaysLate int
	// NextStep is what is to be done, in one line.
	NextStep string
	// RecipientName greets; empty says "Hello".
	RecipientName string
	// URL opens the item or its update form: http or https, with a host.
	URL string
	// ManagerName is the programme manager, to whom replies go (the message's
	// ReplyTo); empty, or the recipient, leaves replies unmentioned.
	ManagerName string
	// OrganisationName is the organisation for which the recipient is
	// responsible, if it is to be named.
	OrganisationName string
}

// reminderView is a Reminder as its templates see it.
type reminderView struct {
	Reminder
	Kind    string // the kind within a sentence
	Days    string // "1 day", "14 days"
	Replies string // to whom replies go, if to someone else
	Site    string // the host of this installation
}

var (
	reminderRules = []string{"milestone_due", "milestone_overdue", "activity_stale", "need_unmatched"}
	reminderKinds = []string{"Milestone", "Activity", "Need"}
	// reference has no spaces, so that no words can slip into a subject.
	reference = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._/-]{0,59}$`)
)

func (r Reminder) view() (any, error) {
	for _, text := range []*string{&r.Reference, &r.DueOn, &r.NextStep, &r.RecipientName, &r.ManagerName, &r.OrganisationName} {
		*text = oneLine(*text)
	}
	u, err := url.Parse(r.URL)
	badURL := err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http")
	if err := r.check(badURL); err != nil {
		return nil, err
	}
	v := reminderView{Reminder: r, Kind: strings.ToLower(r.ItemKind), Site: u.Host, Days: days(r.DaysLate)}
	if r.Rule == "activity_stale" && r.DaysLate == 0 {
		v.Days = days(30)
	}
	if r.ManagerName != "" && r.ManagerName != r.RecipientName {
		v.Replies = r.ManagerName + ", programme manager"
	}
	return v, nil
}

func (r Reminder) check(badURL bool) error {
	var faults []error
	fault := func(wrong bool, format string, args ...any) {
		if wrong {
			faults = append(faults, fmt.Errorf("mail: reminder: "+format, args...))
		}
	}
	fault(!slices.Contains(reminderRules, r.Rule), "unknown rule %q", r.Rule)
	fault(!slices.Contains(reminderKinds, r.ItemKind), "unknown kind %q", r.ItemKind)
	fault(!reference.MatchString(r.Reference), "%q is no reference", r.Reference)
	fault(badURL, "the URL must be a whole http or https address")
	fault(r.DaysLate < 0, "negative days late")
	fault(r.DueOn == "" && strings.HasPrefix(r.Rule, "milestone_"), "a milestone without a due date")
	return errors.Join(faults...)
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}
