package models

// OrganisationKinds lists what an organisation can be.
const OrganisationKinds = "un_entity government intergovernmental ngo private academic"

// Organisation implements, funds, leads or hosts; the same one may do several of these.
type Organisation struct {
	Base
	OrganisationInput
	Terms
}

// OrganisationInput is what a manager writes about an organisation.
type OrganisationInput struct {
	Code           string           `json:"code" validate:"filled,reference,max=40" example:"UNODC"`
	Name           string           `json:"name" validate:"filled,max=200" example:"United Nations Office on Drugs and Crime"`
	Kind           OrganisationKind `json:"kind" validate:"filled,enum" example:"un_entity"`
	IATIIdentifier string           `json:"iati_identifier" validate:"omitempty,max=100,iati" gorm:"column:iati_identifier" example:"XM-DAC-41128"`
	CountryCode    string           `json:"country_code" validate:"omitempty,country"`
	// Listed organisations may be named to all; an unlisted donor is only a number to others.
	Listed bool   `json:"listed" doc:"May be named to everybody; a donor that is not is a number to others."`
	Note   string `json:"note" validate:"max=2000"`
}

// OrganisationKind is what an organisation is.
type OrganisationKind string

// The kinds of organisation.
const (
	OrganisationUNEntity          OrganisationKind = "un_entity"
	OrganisationGovernment        OrganisationKind = "government"
	OrganisationIntergovernmental OrganisationKind = "intergovernmental"
	OrganisationNGO               OrganisationKind = "ngo"
	OrganisationPrivate           OrganisationKind = "private"
	OrganisationAcademic          OrganisationKind = "academic"
)

// Values lists them.
func (OrganisationKind) Values() []string {
	return texts(OrganisationUNEntity, OrganisationGovernment, OrganisationIntergovernmental, OrganisationNGO, OrganisationPrivate,
		OrganisationAcademic)
}
