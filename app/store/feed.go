package store

import (
	"qadam/models"
)

// Feeds are the calendars behind secret addresses.
var Feeds = &Noun[models.Feed]{Table: "feeds", Sorts: []Sort{byCreated("feeds")},
	Filters: []Filter{enum[models.FeedKind]("kind", "feeds.kind IN ?")},
	Scope: func(tx *Tx) Where {
		switch a := tx.actor; {
		case a.Role == models.Admin || a.Role == models.System:
			return everything
		case a.Role == "":
			return nothing
		}
		return Where{SQL: "feeds.user_id = ?", Args: []any{tx.actor.UserID}}
	}}
