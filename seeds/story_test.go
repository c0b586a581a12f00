package seeds

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"qadam/models"
)

// walker walks lives as the application does.
type walker struct {
	t     *testing.T
	today models.Date
	users map[string]User
}

func newWalker(t *testing.T, today models.Date, d *Data) walker {
	w := walker{t, today, map[string]User{}}
	for _, u := range d.Demo.Users {
		w.users[u.Email] = u
	}
	return w
}

// walk takes all steps and checks that they lead to the status; a proposal leads nowhere.
func (w walker) walk(life models.Lifecycle, what string, born models.Date, steps []Step, want string) {
	w.t.Helper()
	status, last := life.Start, born
	for _, s := range steps {
		role := models.System
		if s.ByActivity == "" {
			u, known := w.users[s.By]
			if !known {
				w.t.Errorf("%s: %q is no user", what, s.By)
			}
			role = u.Role
		}
		move, err := life.Find(status, s.To, role)
		if err != nil {
			w.t.Errorf("%s on %s by %s: %v", what, s.OnDate, s.By, err)
			return
		}
		if slices.Contains(move.Roles, role) {
			status = s.To
		}
		if s.OnDate < last || s.OnDate > w.today {
			w.t.Errorf("%s: the step to %s on %s comes before %s or after today", what, s.To, s.OnDate, last)
		}
		if s.Reason == "" && (s.To == "declined" || s.To == "lapsed" || s.To == "returned" || s.To == "dropped") {
			w.t.Errorf("%s: say why %s", what, s.To)
		}
		last = s.OnDate
	}
	if status != want {
		w.t.Errorf("%s: the steps lead to %s, the file says %s", what, status, want)
	}
}

func TestLivesAreLegal(t *testing.T) {
	eachDay(t, func(t *testing.T, today models.Date, d *Data) {
		w := newWalker(t, today, d)
		for _, m := range d.Demo.Missions {
			w.walk(models.MissionLifecycle, m.Reference, m.CreatedOn, m.Steps, string(m.Status))
		}
		for _, n := range d.Demo.Needs {
			w.walk(models.NeedLifecycle, n.Reference, n.CreatedOn, n.Steps, string(n.Status))
			if n.ConfirmedOn != "" && (n.Status != "met" || w.users[n.ConfirmedBy].Role != models.National) {
				t.Errorf("%s: only the State confirms, and only what is met", n.Reference)
			}
		}
		for _, r := range d.Demo.Rankings {
			w.walk(models.RankingLifecycle, r.Reference, r.CreatedOn, r.Steps, string(r.Status))
		}
		for _, r := range d.Demo.Referrals {
			w.walk(models.ReferralLifecycle, r.Need+" to "+r.Organisation, r.CreatedOn, r.Steps, string(r.Status))
		}
		for _, o := range d.Demo.Offers {
			w.walk(models.OfferLifecycle, o.Reference, o.CreatedOn, o.Steps, string(o.Status))
		}
		for _, p := range d.Demo.Projects {
			w.walk(models.ProjectLifecycle, p.Reference, p.CreatedOn, p.Steps, string(p.Status))
		}
		for _, a := range d.Demo.activities() {
			w.walk(models.ActivityLifecycle, a.Reference, a.CreatedOn, a.Steps, string(a.Status))
		}
		for _, u := range d.Demo.Updates {
			w.walk(models.UpdateLifecycle, u.Activity+" "+string(u.PeriodTo), u.PeriodTo, u.Steps, string(u.Status))
		}
	})
}

// TestEveryStatusIsShown: the demo has needs in each status, and updates too.
func TestEveryStatusIsShown(t *testing.T) {
	d, err := Parse(Earliest)
	if err != nil {
		t.Fatal(err)
	}
	needs := codes(d.Demo.Needs, func(n Need) string { return string(n.Status) })
	for _, s := range models.NeedLifecycle.Statuses() {
		if !needs[s] {
			t.Errorf("no need is %s", s)
		}
	}
	updates := codes(d.Demo.Updates, func(u Update) string { return string(u.Status) })
	for _, s := range models.UpdateLifecycle.Statuses() {
		if !updates[s] {
			t.Errorf("no update is %s", s)
		}
	}
	activities := codes(d.Demo.activities(), func(a Activity) string { return string(a.Status) })
	for _, s := range []string{"pipeline", "implementation", "closed", "suspended"} {
		if !activities[s] {
			t.Errorf("no activity is %s", s)
		}
	}
	roles := codes(d.Demo.Users, func(u User) string { return string(u.Role) })
	for _, r := range models.Roles {
		if !roles[string(r)] {
			t.Errorf("no user is %s", r)
		}
	}
}

// TestReferencesAreThoseOfTheApplication: the files number as the application would, so that new ones go on from there.
func TestReferencesAreThoseOfTheApplication(t *testing.T) {
	d, err := Parse(Earliest)
	if err != nil {
		t.Fatal(err)
	}
	same := func(got, format string, args ...any) {
		if want := fmt.Sprintf(format, args...); got != want {
			t.Errorf("%s stands where %s should", got, want)
		}
	}
	for i, f := range d.Demo.Findings {
		same(f.Reference, "KAZ-2021-F%02d", i+1)
	}
	for i, n := range d.Demo.Needs {
		same(n.Reference, "KAZ-2021-%02d", i+1)
	}
	for i, o := range d.Demo.Offers {
		same(o.Reference, "OFF-%04d", i+1)
	}
	for i, p := range d.Demo.Projects {
		same(p.Reference, "%s-P%02d", p.CountryCodes[0], i+1)
		for j, a := range p.Activities {
			same(a.Reference, "%s-A%d", p.Reference, j+1)
			for k, m := range a.Milestones {
				same(m.Reference, "%s-M%d", a.Reference, k+1)
			}
		}
	}
	if len(d.Demo.Needs) != 14 || len(d.Demo.Findings) != 26 || len(d.Demo.Projects) != 3 || len(d.Demo.activities()) != 7 ||
		len(d.Demo.Offers) != 11 || len(d.Demo.Referrals) != 17 {
		t.Error("the counts of README.md do not hold")
	}
}

// TestMissionIsTheRealOne holds the facts of docs/domain.md#what-ships.
func TestMissionIsTheRealOne(t *testing.T) {
	d, err := Parse(Earliest)
	if err != nil || len(d.Demo.Missions) != 1 {
		t.Fatal(err)
	}
	m := d.Demo.Missions[0]
	part := models.MissionPart{StartsOn: "2021-01-18", EndsOn: "2021-01-25", Place: "Virtual"}
	if m.Title != "First virtual deep-dive assessment mission to Kazakhstan" || m.Modality != "virtual" || m.LeadOrganisation != "CTED" ||
		!slices.Equal(m.Participants, []string{"UNOCT", "UNODC"}) || !slices.Equal(m.Parts, []models.MissionPart{part}) {
		t.Errorf("%+v", m)
	}
	for _, s := range m.Sessions {
		if s.OnDate < part.StartsOn || s.OnDate > part.EndsOn {
			t.Errorf("session %s is on %s", s.Key, s.OnDate)
		}
	}
	dimensions := codes(d.Demo.Findings, func(f Finding) string { return string(f.Dimension) })
	if len(dimensions) != 4 {
		t.Errorf("findings have the dimensions %v", dimensions)
	}
}

// TestNamesBearNoMark holds that names, titles and texts of the demo stand as they would in earnest: that they are invented is said once,
// by the notice on each page and in each file.
func TestNamesBearNoMark(t *testing.T) {
	for _, name := range filesIn(t, "demo") {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if !strings.HasPrefix(strings.TrimSpace(line), "#") && strings.Contains(strings.ToLower(line), "fiction)") {
				t.Errorf("%s, line %d, marks a text as fiction: %s", name, i+1, line)
			}
		}
	}
}

// TestNobodyRealIsWrittenTo holds that every address of the demo is of a domain that is reserved for examples.
func TestNobodyRealIsWrittenTo(t *testing.T) {
	d, err := Parse(Earliest)
	if err != nil {
		t.Fatal(err)
	}
	var mails []string
	for _, c := range d.Demo.Contacts {
		mails = append(mails, c.Email)
	}
	for _, u := range d.Demo.Users {
		mails = append(mails, u.Email)
	}
	for _, mail := range mails {
		if !strings.HasSuffix(mail, ".example") && !strings.HasSuffix(mail, ".example.org") {
			t.Errorf("%s may be somebody's", mail)
		}
	}
}

func filesIn(t *testing.T, folder string) []string {
	t.Helper()
	names, err := fs.Glob(files, folder+"/*")
	if err != nil || len(names) < 15 {
		t.Fatalf("%v %v", names, err)
	}
	return names
}
