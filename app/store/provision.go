package store

import "qadam/models"

// Provisions are the paragraphs of instruments.
var Provisions = &Noun[models.Provision]{
	Table: "provisions", Name: "provision", Scope: everyone, Unrestricted: true,
	Filters: []Filter{ids("instrument_id", "provisions.instrument_id IN ?", "Instruments")},
	Sorts:   []Sort{{Key: "paragraph", Column: "provisions.paragraph"}},
}
