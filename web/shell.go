package web

import "qadam/models"

// Shell is what surrounds the pages of somebody who has signed in: the rail, the person, and how long the session goes on.
type Shell struct {
	Name, Role string
	// Viewed tells that a manager reads with the eyes of Name.
	Viewed bool
	Items  []RailItem
	// Saved are the reader's own lists.
	Saved []RailItem
	// Search is what was searched for.
	Search string
	// Demo tells that the mails of a demo can be read.
	Demo bool
	Stay Stay
}

// RailItem is a place in the rail. Key is that of its text, rail.KEY; a list that a person has saved has a Name instead.
type RailItem struct {
	Key, Name, Path, Icon string
	// Count is of what needs the reader there; 0 says nothing.
	Count   int
	Current bool
}

// Shelled tells that a view is shown within the shell.
func Shelled(v View) bool { return v.page().shell }

// exampleShell is the shell in which the examples of the views are tried.
func exampleShell() *Shell {
	return &Shell{Name: "Dana S.", Role: string(models.Manager), Demo: true, Stay: Stay{1800, 1800, 43200}, Items: exampleRail(),
		Saved: []RailItem{{Name: "Nobody yet", Path: "/needs?status=agreed", Icon: "search"}}}
}

func exampleRail() []RailItem {
	return []RailItem{{Key: "overview", Path: "/", Icon: "home", Current: true}, {Key: "needs", Path: "/needs", Icon: "list"},
		{Key: "reminders", Path: "/reminders", Icon: "bell", Count: 3}}
}
