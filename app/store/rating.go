package store

import "qadam/models"

// Ratings are the points of the scale on which findings are rated.
var Ratings = &Noun[models.Rating]{
	Table: "ratings", Name: "rating", Scope: everyone, Unrestricted: true,
	Sorts: []Sort{{Key: "position", Column: "ratings.position", Number: true}},
}
