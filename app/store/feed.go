package store

import "qadam/models"

// Feeds are the calendars behind secret addresses.
var Feeds = &Noun[models.Feed]{
	Table: "feeds", Name: "feed", Scope: ofUser("feeds"),
	Filters: []Filter{enum[models.FeedKind]("kind", "feeds.kind IN ?")},
	Sorts:   []Sort{byCreated("feeds")},
}
