package store

import (
	"context"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"qadam/models"
)

// peopleBefore are users and contacts as they were two kinds of record, by a name of their own. All but the first pair leave a doubt.
var peopleBefore = struct{ users, contacts [][]any }{
	users: [][]any{ // name, address, organisation, active
		{"same", "Айгерим Учёт", "same@example.org", "org", true},
		{"address", "Partner One", "address@example.org", "org", true},
		{"elsewhere", "Zarina", "elsewhere@example.org", "org", true},
		{"name", "Timur", "timur@example.org", "org", true},
		{"asleep", "Olzhas", "asleep@example.org", "org", false},
	},
	contacts: [][]any{
		{"c same", "АЙГЕРИМ  УЧЕТ", "Same@example.org", "org", true},
		{"c address", "Focal Point", "address@example.org", "org", true},
		{"c elsewhere", "Zarina", "elsewhere@example.org", "other", true},
		{"c name", "Timur", "t.timur@example.org", "org", true},
		{"c asleep", "Olzhas", "asleep@example.org", "org", true},
	},
}

// TestPeopleAreJoined brings users and contacts up to date that were two kinds of record: who is surely one person becomes one, with all
// that named either; of whom it is not sure both stay, and no third one comes beside them.
func TestPeopleAreJoined(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{"sqlite": t.TempDir() + "/qadam.db", "postgres": freshPostgres(t)} {
		t.Run(name, func(t *testing.T) {
			s, ctx := openAt(t, address), context.Background()
			if err := s.migrating(func(p *goose.Provider) error { _, err := p.UpTo(ctx, 38); return err }); err != nil {
				t.Fatal(err)
			}
			ids := twoKindsOfPeople(t, s)
			for range 2 { // a second start joins nobody else
				if _, err := s.Migrate(ctx); err != nil {
					t.Fatal(err)
				}
			}
			tx := s.begin(ctx, s.db, system)
			var people []models.Contact
			if err := s.db.Raw("SELECT * FROM people WHERE organisation_id IS NOT NULL").Scan(&people).Error; err != nil {
				t.Fatal(err)
			}
			if len(people) != 9 {
				t.Errorf("%d people, of 5 users and 5 contacts of whom two are one", len(people))
			}
			one, err := Contacts.Get(tx, ids["same"])
			if err != nil || one.Duty != models.DutyFocalPoint || !one.Account || one.Name != "Айгерим Учёт" {
				t.Errorf("joined: %+v %v", one, err)
			}
			if _, err := Contacts.Get(tx, ids["c same"]); models.CodeOf(s.modelError(err)) != models.NotFound {
				t.Errorf("the joined contact is there still: %v", err)
			}
			for _, table := range []string{"activities", "milestones", "update_links"} {
				named, err := queryIDs(tx, "SELECT contact_id FROM "+table)
				if err != nil || len(named) != 1 || named[0] != ids["same"] {
					t.Errorf("%s name %v: %v", table, named, err)
				}
			}
			logged, err := queryIDs(tx, "SELECT subject_id FROM changes WHERE action = 'person.join'")
			if err != nil || len(logged) != 1 || logged[0] != ids["same"] {
				t.Errorf("the log has %v: %v", logged, err)
			}
			tokens, err := queryIDs(tx, "SELECT t.user_id FROM tokens t JOIN people p ON p.id = t.user_id")
			if err != nil || len(tokens) != 1 {
				t.Errorf("tokens of %v: %v", tokens, err)
			}
			third := &models.Contact{ContactInput: models.ContactInput{OrganisationID: ids["org"], Name: "Third",
				Email: "address@example.org", Duty: models.DutyOther}}
			if err := Contacts.Insert(tx, third); errorKindOf(err) != uniqueViolation {
				t.Errorf("a third person with the address: %v", err)
			}
		})
	}
}

// twoKindsOfPeople writes users and contacts, a token of the first user, and what names the first contact.
func twoKindsOfPeople(t *testing.T, s *Store) map[string]models.ID {
	t.Helper()
	ids, written := map[string]models.ID{}, time.Date(2021, 5, 3, 9, 0, 0, 0, time.UTC)
	add := func(name, table, columns, values string, args ...any) {
		ids[name] = models.NewID()
		if err := s.db.Exec("INSERT INTO "+table+" (id, version, created_at, updated_at, "+columns+") VALUES (?, 1, ?, ?, "+values+")",
			append([]any{ids[name], written, written}, args...)...).Error; err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"org", "other"} {
		add(name, "organisations", "code, name, kind, iati_identifier, country_code, listed, note", "?, 'X', 'ngo', '', '', TRUE, ''", name)
	}
	for _, u := range peopleBefore.users {
		add(u[0].(string), "users", "name, email, organisation_id, active, role, country_code, language, time_zone",
			"?, ?, ?, ?, 'partner', '', 'ru', 'UTC'", u[1], u[2], ids[u[3].(string)], u[4])
	}
	for _, c := range peopleBefore.contacts {
		add(c[0].(string), "contacts", "name, email, organisation_id, active, duty, language, time_zone",
			"?, ?, ?, ?, 'focal_point', 'en', 'UTC'", c[1], c[2], ids[c[3].(string)], c[4])
	}
	add("country", "countries", "code, region, time_zone, note", "'KAZ', 'Central Asia', 'Asia/Almaty', ''")
	add("token", "tokens", "user_id, name, scope, expires_at, hash, prefix", "?, 'T', 'read', ?, 'h', 'p'", ids["same"], written)
	add("project", "projects", `reference, title, description, lead_organisation_id, starts_on, ends_on, budget_minor, budget_currency,
		reporting_months, status, status_on`,
		"'P-1', 'P', '', ?, '2021-01-01', '2021-12-31', 0, '', 3, 'implementation', '2021-01-01'", ids["org"])
	add("activity", "activities", `reference, project_id, title, description, country_code, planned_start, planned_end, health, progress,
		status, status_on, contact_id`,
		"'P-1-A1', ?, 'A', '', 'KAZ', '2021-01-01', '2021-12-31', 'on_track', 1, 'implementation', '2021-01-01', ?",
		ids["project"], ids["c same"])
	add("milestone", "milestones", "reference, activity_id, title, due_on, weight, organisation_id, contact_id, status, status_on",
		"'P-1-A1-M1', ?, 'M', '2021-06-01', 1, ?, ?, 'planned', '2021-01-01'", ids["activity"], ids["org"], ids["c same"])
	add("link", "update_links", `activity_id, organisation_id, contact_id, recipient, recipient_name, language, hash, expires_at,
		revoked_reason, form_token`,
		"?, ?, ?, 'same@example.org', 'A', 'en', 'h', ?, '', ''", ids["activity"], ids["org"], ids["c same"], written)
	return ids
}
