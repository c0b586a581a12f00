package store

import "qadam/models"

// Organisations are the implementing partners, donors and other bodies.
var Organisations = &Noun[models.Organisation]{
	Table: "organisations", Name: "organisation", Scope: organisationScope, Unrestricted: true,
	Filters: []Filter{
		anyCase("code", "organisations.code", "Codes"),
		enum[models.OrganisationKind]("kind", "organisations.kind IN ?"),
		ids("organisation_id", "organisations.id IN ?", "Organisations"),
	},
	Sorts: []Sort{{Key: "name", Column: "organisations.name"}, {Key: "code", Column: "organisations.code"}},
}
