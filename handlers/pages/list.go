package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/handlers/request"
	"qadam/i18n"
	"qadam/models"
	"qadam/web"
)

// A list as a page shows it: its filters, order and place stand in the address alone.

// pageRows is how many rows a page of a list has.
const pageRows = models.DefaultLimit

// facet is a filter that a list can be shown by.
type facet struct {
	name, key string
	options   []web.FacetOption
}

// wordsOf is a filter by values that the catalogues have words for.
func wordsOf(name, key, prefix string, values []string) facet {
	f := facet{name: name, key: key}
	for _, v := range values {
		f.options = append(f.options, web.FacetOption{Value: v, Key: prefix + v})
	}
	return f
}

// list is what an address asks of a list.
type list struct {
	path   string
	asked  url.Values
	facets []facet
}

// readList reads what is asked: of the address, or of that from which a form was sent.
func readList(path string, c *fiber.Ctx, facets []facet, from string) *list {
	l := &list{path: path, asked: url.Values{}, facets: facets}
	text := string(c.Request().URI().QueryString())
	if from != "" {
		_, text, _ = strings.Cut(from, "?")
	}
	values, err := url.ParseQuery(text)
	if err != nil {
		return l
	}
	for name, given := range values {
		for _, v := range given {
			if v != "" && request.ValidText(v) {
				l.asked[name] = append(l.asked[name], strings.Split(v, ",")...)
			}
		}
	}
	for _, whole := range []string{"q", "cursor"} {
		if values.Get(whole) != "" {
			l.asked[whole] = []string{values.Get(whole)}
		}
	}
	return l
}

// query is what is asked of the use case.
func (l *list) query() models.ListQuery {
	q := models.ListQuery{Limit: pageRows, Count: true, Filters: map[string]string{}, Words: l.asked.Get("q"), Sort: l.asked.Get("sort"),
		Cursor: l.asked.Get("cursor")}
	for _, f := range l.facets {
		if given := l.asked[f.name]; len(given) > 0 {
			q.Filters[f.name] = strings.Join(given, ",")
		}
	}
	return q
}

// kept are the names of what an address keeps from page to page.
func (l *list) kept() []string {
	names := []string{"q", "sort"}
	for _, f := range l.facets {
		names = append(names, f.name)
	}
	return names
}

// address is the list's own, with some of what was asked changed: names and values by turns, "" for none.
func (l *list) address(changes ...string) string {
	out := url.Values{}
	for _, name := range l.kept() {
		if given := l.asked[name]; len(given) > 0 {
			out.Set(name, strings.Join(given, ","))
		}
	}
	for i := 0; i < len(changes); i += 2 {
		if out.Set(changes[i], changes[i+1]); changes[i+1] == "" {
			out.Del(changes[i])
		}
	}
	if len(out) == 0 {
		return l.path
	}
	return l.path + "?" + strings.ReplaceAll(out.Encode(), "%2C", ",")
}

// without is the address without one value of a filter.
func (l *list) without(name, value string) string {
	left := slices.DeleteFunc(slices.Clone(l.asked[name]), func(v string) bool { return v == value })
	return l.address(name, strings.Join(left, ","))
}

// exports is the address of the same list as a file.
func (l *list) exports(path string) string {
	_, query, asked := strings.Cut(l.address(), "?")
	if !asked {
		return path
	}
	return path + "?" + query
}

// shown is what the page says of the list.
func (l *list) shown(rows, total int, next string) web.List {
	from, err := strconv.Atoi(l.asked.Get("from"))
	if err != nil || from < 1 || l.asked.Get("cursor") == "" {
		from = 1
	}
	v := web.List{Total: total, From: from, To: from + rows - 1, Words: l.asked.Get("q"), Clear: l.path, Here: l.address(),
		Sorted: l.asked.Get("sort"), Sorts: map[string]web.Order{}}
	if next != "" {
		v.Later = l.address("cursor", next, "from", strconv.Itoa(from+rows))
	}
	if l.asked.Get("cursor") != "" {
		v.First = l.address()
	}
	if v.Words != "" {
		v.Chips = append(v.Chips, web.Chip{Text: v.Words, Path: l.address("q", "")})
	}
	for _, f := range l.facets {
		v.Facets = append(v.Facets, l.facet(f, &v.Chips))
	}
	for _, key := range []string{"priority", "reference", "status_on"} {
		v.Sorts[key] = l.order(key)
	}
	return v
}

// facet marks what is chosen of a filter, and adds a chip for each.
func (l *list) facet(f facet, chips *[]web.Chip) web.Facet {
	out := web.Facet{Name: f.name, Key: f.key, Options: f.options}
	for _, value := range l.asked[f.name] { // what an address names may be none that is offered
		if !slices.ContainsFunc(out.Options, func(o web.FacetOption) bool { return o.Value == value }) {
			out.Options = append(out.Options, web.FacetOption{Value: value, Text: value})
		}
	}
	for i := range out.Options {
		o := &out.Options[i]
		if o.Chosen = slices.Contains(l.asked[f.name], o.Value); o.Chosen {
			out.Chosen++
			*chips = append(*chips, web.Chip{Key: o.Key, Text: o.Text, Path: l.without(f.name, o.Value)})
		}
	}
	return out
}

// order is how a column sorts: the other way round where the list is sorted by it.
func (l *list) order(key string) web.Order {
	switch now := l.asked.Get("sort"); {
	case now == key || now == "" && key == "priority":
		return web.Order{Path: l.address("sort", "-"+key), Now: "ascending"}
	case now == "-"+key:
		return web.Order{Path: l.address("sort", key), Now: "descending"}
	}
	return web.Order{Path: l.address("sort", key)}
}

// helps finds the filter of a list without a result whose removal brings most; nil where none does.
func helps(l *list, count func(models.ListQuery) (int, error)) (best *web.Chip, err error) {
	for _, name := range l.kept() {
		if len(l.asked[name]) == 0 || name == "sort" {
			continue
		}
		other := *l
		other.asked = url.Values{}
		for kept, values := range l.asked {
			if kept != name && kept != "cursor" {
				other.asked[kept] = values
			}
		}
		q := other.query()
		q.Limit = 1
		n, err := count(q)
		if err != nil {
			return nil, err
		}
		if n > 0 && (best == nil || best.Found < n) {
			best = &web.Chip{Text: l.asked.Get("q"), Path: l.address(name, ""), Found: n}
			if i := slices.IndexFunc(l.facets, func(f facet) bool { return f.name == name }); i >= 0 {
				best.Key = l.facets[i].key
			}
		}
	}
	return best, nil
}

// addTabs lists the views that the reader saved of a list, behind the whole list.
func (x *exchange) addTabs(v *web.List, key string, l *list) error {
	v.Tabs = []web.Tab{{Key: key, Path: l.path, Current: v.Here == l.path}}
	if x.actor.ViewedBy != "" {
		return nil
	}
	saved, err := x.savedViews()
	for _, s := range saved {
		v.Tabs = append(v.Tabs, web.Tab{Name: s.Name, Path: s.Path, Current: s.Path == v.Here})
	}
	return err
}

const saveAction = "saved_view.create"

// saveView keeps a list as it is shown under a name.
func saveView(x *exchange) error {
	f := x.form("")
	in := models.SavedViewInput{Name: f.line("name", "/name"), Address: x.sent.Get("address"),
		Sharing: models.ViewSharing(x.sent.Get("sharing"))}
	f.hint("name", nil)
	if path, _, _ := strings.Cut(in.Address, "?"); path != "/needs" {
		return notWhole()
	}
	err := f.submit(in, func() error {
		_, err := x.app.SavedViews.Create(x.sentOnce(x.ctx, saveAction, ""), x.actor, in)
		return err
	})
	if shown, ok := f.view(err); ok {
		return x.needs(fiber.StatusUnprocessableEntity, shown)
	}
	if err != nil {
		return err
	}
	return x.c.Redirect(in.Address, fiber.StatusSeeOther)
}

// tag is that of the language in which the page is shown.
func (x *exchange) tag() string { return i18n.Nearest(wantedLanguage(x.c, x.actor.Language)).Tag }
