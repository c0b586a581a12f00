package store

import "qadam/models"

// Instruments are the resolutions, treaties and programmes on which findings rest.
var Instruments = &Noun[models.Instrument]{
	Table: "instruments", Name: "instrument", Scope: everyone, Unrestricted: true,
	Filters: []Filter{
		anyCase("code", "instruments.code", "Codes"),
		flag("binding", "instruments.binding = ?", "Legally binding"),
	},
	Sorts: []Sort{{Key: "year", Column: "instruments.year", Number: true}, {Key: "code", Column: "instruments.code"}},
}
