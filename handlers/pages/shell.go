package pages

import (
	"slices"
	"strings"

	"qadam/models"
	"qadam/web"
)

// place is a page in the rail, and whose rail it is in; nil is everybody's.
type place struct {
	key, path, icon string
	roles           []models.Role
}

// places are the pages of the rail in their order. A page that is not there yet is not in it.
var places = []place{
	{"overview", "/", "home", nil},
	{"needs", "/needs", "list", nil},
	{"reminders", "/reminders", "bell", nil},
	{"view_as", "/view-as", "eye", []models.Role{models.Manager, models.Admin}},
}

// shell is what surrounds a page: the rail of its reader, and how long the person's session goes on.
func (x *exchange) shell() (*web.Shell, error) {
	session, err := x.app.Sessions.Get(x.ctx, x.person, x.person.SessionID)
	if err != nil {
		return nil, err
	}
	s := &web.Shell{Name: x.actor.Name, Role: string(x.actor.Role), Viewed: x.actor.ViewedBy != "", Search: x.c.Query("q"),
		Demo: x.ownDemo(), Stay: x.stay(*session)}
	if x.c.Path() != "/search" {
		s.Search = ""
	}
	for _, p := range places {
		if p.roles == nil || slices.Contains(p.roles, x.actor.Role) {
			s.Items = append(s.Items, web.RailItem{Key: p.key, Path: p.path, Icon: p.icon, Current: x.within(p.path)})
		}
	}
	if s.Viewed {
		return s, nil
	}
	if s.Saved, err = x.savedViews(); err != nil {
		return nil, err
	}
	return s, x.countWaiting(s)
}

// within tells that the page that is shown is one, or a part of it.
func (x *exchange) within(path string) bool {
	return x.c.Path() == path || path != "/" && strings.HasPrefix(x.c.Path(), path+"/")
}

// savedViews are the reader's own lists that have a page, and those that others share, read once a request. An admin may read all for
// the sake of order, and is not shown what others keep for themselves.
func (x *exchange) savedViews() ([]web.RailItem, error) {
	if x.saved != nil {
		return x.saved, nil
	}
	found, err := all(x, x.app.SavedViews, models.ListQuery{})
	out := []web.RailItem{}
	for _, v := range found {
		path, _, _ := strings.Cut(v.Address, "?")
		if path == "/needs" && (v.UserID == x.actor.UserID || v.Sharing == models.ViewShared) {
			out = append(out, web.RailItem{Name: v.Name, Path: v.Address, Icon: "search", Current: v.Address == x.c.OriginalURL()})
		}
	}
	x.saved = out
	return out, err
}

// countWaiting says in the rail how many steps wait for the reader: as many as the page of the reminders lists.
func (x *exchange) countWaiting(s *web.Shell) error {
	all, decisions, err := x.waiting()
	if err != nil {
		return err
	}
	n := len(decisions)
	for _, o := range all {
		for _, step := range o.Steps {
			if step.Held == "" {
				n++
			}
		}
	}
	for i := range s.Items {
		if s.Items[i].Key == "reminders" {
			s.Items[i].Count = n
		}
	}
	return nil
}
