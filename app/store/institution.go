package store

import "qadam/models"

// Institutions are the national institutions that missions met and that assistance is for.
var Institutions = &Noun[models.Institution]{
	Table: "institutions", Name: "institution", Scope: ownCountry("institutions"), Unrestricted: true,
	Filters: []Filter{
		countries("country", "institutions.country_code IN ?"),
		ids("institution_id", "institutions.id IN ?", "Institutions"),
	},
	Sorts: []Sort{{Key: "name", Column: "institutions.name"}},
}
