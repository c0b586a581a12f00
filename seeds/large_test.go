package seeds_test

import (
	"context"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/files"
	"qadam/app/register"
	"qadam/app/store/storetest"
	"qadam/models"
	"qadam/seeds"
)

// notShown are the enumerations, or single values of them, that no demo can have, with the reason.
var notShown = map[string]string{
	"SignInMethod passkey":       "a passkey is made by a device that somebody holds",
	"SignInMethod oidc":          "it needs a provider at which somebody has an account",
	"WebhookDelivery.status":     "the demo sends nothing to anybody's server: what is to be sent waits",
	"Work.state":                 "so many needs are ranked at once only where there are thousands",
	"WorkKind":                   "so many needs are ranked at once only where there are thousands",
	"Weekday":                    "the five States rest on Saturday and Sunday",
	"OutboxMail.status sent":     "there is no mail server",
	"OutboxMail.status retrying": "there is no mail server",
	"OutboxMail.status dead":     "there is no mail server",
}

// TestLargeDemoShowsEveryState holds that each value of each enumeration that is kept is there once at least, for each member of each
// noun. Nouns and values are those of the program: what is new is missed until the demo has it.
func TestLargeDemoShowsEveryState(t *testing.T) {
	const day models.Date = "2026-11-23"
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			s := storetest.Open(t, kind, func() time.Time { return day.Time().Add(10 * time.Hour) })
			a := app.New(s, slog.New(slog.DiscardHandler), app.Options{BaseURL: "https://demo.example",
				Evidence: register.Evidence{Store: files.NewFolder(t.TempDir())}})
			if loaded, err := seeds.LoadLargeDemo(ctx, a); err != nil || !loaded {
				t.Fatalf("loaded %v: %v", loaded, err)
			}
			sizes(ctx, t, a)
			matters(ctx, t, a)
			e := enumerated{t: t, seen: map[string]map[string]bool{}, want: map[string][]string{}}
			e.nouns(ctx, a)
			e.check()
		})
	}
}

// sizes holds that the large demo is as large as its help says.
func sizes(ctx context.Context, t *testing.T, a *app.App) {
	t.Helper()
	needs, err := a.Needs.List(ctx, engine.System(), models.ListQuery{Count: true, Limit: models.MaxLimit})
	if err != nil || needs.Total == nil || *needs.Total != 500 {
		t.Errorf("%+v needs: %v", needs.Total, err)
	}
	missions, err := a.Missions.List(ctx, engine.System(), models.ListQuery{Limit: models.MaxLimit})
	states := map[string]bool{}
	for _, m := range missions.Items {
		states[m.CountryCode] = true
	}
	if err != nil || len(missions.Items) != 30 || len(states) != 5 {
		t.Errorf("%d missions in %d States: %v", len(missions.Items), len(states), err)
	}
	widest, err := a.Activities.By(ctx, engine.System(), "reference", "KAZ-L-P01-A1")
	if err != nil || len(widest.Partners) != 14 || len(widest.Needs) == 0 {
		t.Errorf("%+v: %v", widest, err)
	}
	long := map[string]int{}
	for _, n := range needs.Items {
		for name, script := range map[string]*unicode.RangeTable{"Arabic": unicode.Arabic, "Cyrillic": unicode.Cyrillic,
			"Latin": unicode.Latin} {
			if utf8.RuneCountInString(n.Title) == 200 && strings.ContainsFunc(n.Title, func(r rune) bool { return unicode.Is(script, r) }) {
				long[name]++
			}
		}
	}
	if len(long) != 3 {
		t.Errorf("titles of 200 characters: %v", long)
	}
}

// matters holds that an admin or a donor has matters of each kind, but for mails that were given up.
func matters(ctx context.Context, t *testing.T, a *app.App) {
	t.Helper()
	donor, err := a.Organisations.By(ctx, engine.System(), "code", "DON-A")
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, actor := range []models.Actor{{Role: models.Admin}, {Role: models.Donor, OrganisationID: donor.ID}} {
		o, err := a.Overview(ctx, actor)
		if err != nil {
			t.Fatal(err)
		}
		for matter, n := range o.Counts {
			counts[matter] += n
		}
	}
	for _, m := range models.Matter("").Values() {
		if counts[m] == 0 && m != string(models.MatterMail) {
			t.Errorf("no matter is %s", m)
		}
	}
}

// enumerated collects the values of the enumerations of all nouns.
type enumerated struct {
	t    *testing.T
	seen map[string]map[string]bool // by noun and member
	want map[string][]string
}

// nouns reads all rows of all nouns.
func (e *enumerated) nouns(ctx context.Context, a *app.App) {
	read := 0
	for _, f := range reflect.VisibleFields(reflect.TypeFor[app.App]()) {
		if !f.IsExported() || f.Anonymous || f.Type.Kind() != reflect.Interface {
			continue
		}
		list := reflect.ValueOf(a).Elem().FieldByIndex(f.Index).MethodByName("List")
		if !list.IsValid() {
			continue
		}
		read++
		q := models.ListQuery{Limit: models.MaxLimit}
		for more := true; more; more = q.Cursor != "" {
			out := list.Call([]reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(engine.System()), reflect.ValueOf(q)})
			if err, failed := out[1].Interface().(error); failed {
				e.t.Fatalf("%s: %v", f.Name, err)
			}
			items := out[0].FieldByName("Items")
			row := items.Type().Elem()
			e.members(row.Name(), row)
			for i := range items.Len() {
				e.values(row.Name(), items.Index(i))
			}
			q.Cursor = out[0].FieldByName("Next").String()
		}
	}
	if read < 30 {
		e.t.Errorf("only %d nouns were read", read)
	}
}

var enumType = reflect.TypeFor[models.Enum]()

// kept gives the members of a struct that are kept: those of a row's input, and of columns.
func kept(t reflect.Type) []reflect.StructField {
	var out []reflect.StructField
	for i := range t.NumField() {
		f := t.Field(i)
		derived := strings.HasPrefix(f.Tag.Get("gorm"), "->") || f.Tag.Get("gorm") == "-" && !strings.HasSuffix(t.Name(), "Input")
		if f.IsExported() && !derived {
			out = append(out, f)
		}
	}
	return out
}

func nameOf(path string, f reflect.StructField) string {
	if f.Anonymous {
		return path
	}
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" || name == "" {
		name = strings.ToLower(f.Name)
	}
	return path + "." + name
}

// keyOf is by what an enumeration is counted: the status of a noun by itself, all else by its type, wherever it stands.
func keyOf(path string, t reflect.Type) string {
	if noun, member, _ := strings.Cut(path, "."); member == "status" || member == "state" {
		return noun + "." + member
	}
	return t.Name()
}

// members finds the enumerations of a type.
func (e *enumerated) members(path string, t reflect.Type) {
	for _, f := range kept(t) {
		at, is := nameOf(path, f), f.Type
		for is.Kind() == reflect.Slice || is.Kind() == reflect.Pointer {
			is = is.Elem()
		}
		if is.Implements(enumType) {
			e.want[keyOf(at, is)] = reflect.Zero(is).Interface().(models.Enum).Values()
		} else if is.Kind() == reflect.Struct && is.PkgPath() == enumType.PkgPath() {
			e.members(at, is)
		}
	}
}

// values collects the values of a row.
func (e *enumerated) values(path string, v reflect.Value) {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct || v.Type().PkgPath() != enumType.PkgPath() {
		return
	}
	for _, f := range kept(v.Type()) {
		at, value := nameOf(path, f), v.FieldByIndex(f.Index)
		all := []reflect.Value{value}
		if value.Kind() == reflect.Slice {
			all = nil
			for i := range value.Len() {
				all = append(all, value.Index(i))
			}
		}
		for _, one := range all {
			if one.Type().Implements(enumType) {
				for _, key := range []string{keyOf(at, one.Type()), one.Type().Name()} {
					if e.seen[key] == nil {
						e.seen[key] = map[string]bool{}
					}
					e.seen[key][one.String()] = true
				}
			} else {
				e.values(at, one)
			}
		}
	}
}

func (e *enumerated) check() {
	if len(e.want) < 40 {
		e.t.Errorf("only %d enumerations were found", len(e.want))
	}
	used := map[string]bool{}
	for member, values := range e.want {
		for _, value := range values {
			if e.seen[member][value] {
				continue
			}
			excused := slices.ContainsFunc([]string{member, member + " " + value}, func(k string) bool {
				used[k] = true
				return notShown[k] != ""
			})
			if !excused {
				e.t.Errorf("no %s is %s", member, value)
			}
		}
	}
	for k := range notShown {
		if !used[k] {
			e.t.Errorf("%s is shown, or is nothing", k)
		}
	}
}
