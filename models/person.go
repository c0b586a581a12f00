package models

// Person is one record of one human being, as an admin compares it with another: a contact, a user, or both.
type Person struct {
	ID             ID     `json:"id"`
	Name           string `json:"name"`
	Email          string `json:"email"`
	OrganisationID ID     `json:"organisation_id"`
	Duty           Duty   `json:"duty"`
	Role           Role   `json:"role" enum:"-" doc:"\"\" for who does not sign in."`
	CountryCode    string `json:"country_code"`
	Active         bool   `json:"active"`
}

// PersonDouble is two people who may be one, and what is the same of them.
type PersonDouble struct {
	First  Person       `json:"first"`
	Second Person       `json:"second"`
	Signs  []DoubleSign `json:"signs"`
}

// PersonDoubles are the oldest pairs that nobody has decided on, and how many there are in all.
type PersonDoubles struct {
	Total int            `json:"total"`
	Items []PersonDouble `json:"items"`
}

// DoubleSign is why two people may be one.
type DoubleSign string

// The signs of a double: an address, at whatever organisation; a name at one organisation.
const (
	SameAddress DoubleSign = "same_address"
	SameName    DoubleSign = "same_name"
)

// Values lists them.
func (DoubleSign) Values() []string { return texts(SameAddress, SameName) }

// PersonJoinInput names two people who are one.
type PersonJoinInput struct {
	KeptID  ID   `json:"kept_id" validate:"required"`
	OtherID ID   `json:"other_id" validate:"required"`
	DryRun  bool `json:"dry_run" doc:"Tell what would be moved, and change nothing."`
}

// PersonApart names two people who are two.
type PersonApart struct {
	FirstID  ID `json:"first_id" validate:"required"`
	SecondID ID `json:"second_id" validate:"required"`
}

// PersonJoin is what joining two people does, or would do.
type PersonJoin struct {
	KeptID  ID   `json:"kept_id"`
	OtherID ID   `json:"other_id"`
	DryRun  bool `json:"dry_run"`
	// Moved are the rows that name the kept person from then on, by table and column, where there are any.
	Moved []MovedRows `json:"moved"`
	// Duty is what the kept person has afterwards.
	Duty Duty `json:"duty"`
	// EndsAccount tells that the other one signs in, and that all that opens something for it ends.
	EndsAccount bool `json:"ends_account"`
	// LeavesID is the organisation at which the person is no more.
	LeavesID ID `json:"leaves_organisation_id"`
}

// MovedRows is how many rows of a table name another person.
type MovedRows struct {
	What  string `json:"what" example:"activities.contact_id"`
	Count int    `json:"count"`
}
