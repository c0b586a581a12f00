package models

import "time"

// Comment is what a person said about an object, to an audience that sees the object.
type Comment struct {
	Base
	CommentInput
	Terms
	// OnDate is the day on which it was made, in UTC.
	OnDate         Date   `json:"on_date"`
	AuthorID       ID     `json:"author_id"`
	AuthorName     string `json:"author_name"`
	AuthorRole     Role   `json:"author_role" enum:"-"`
	OrganisationID ID     `json:"organisation_id" doc:"The author's organisation."`
	// Reference and CorrectedByID are read with a comment.
	Reference     string `json:"reference" gorm:"-" doc:"Of what it is about; of an update, that of its activity or project."`
	CorrectedByID ID     `json:"corrected_by_id" gorm:"-" doc:"The comment that corrects this one, which stays to be read."`
}

// CommentInput is what a person says. Only body and documents can be changed, and only for CommentOpen.
type CommentInput struct {
	SubjectType CommentSubject  `json:"subject_type" validate:"filled,enum" example:"need" patch:"-" doc:"What kind of object it is about."`
	SubjectID   ID              `json:"subject_id" validate:"required" patch:"-" doc:"The object that it is about."`
	Audience    CommentAudience `json:"audience" validate:"filled,enum" example:"partner" patch:"-" doc:"Who reads it, of those who see the object in full: the team of programme managers alone, or the team with partners, with the State or with donors."`
	Body        string          `json:"body" validate:"filled,max=10000"`
	CorrectsID  ID              `json:"corrects_id" patch:"-" doc:"The comment of one's own that this one corrects."`
	Documents   []Document      `json:"documents" validate:"max=20,dive" gorm:"serializer:list"`
}

// CommentOpen is for how long a comment can be changed by its author. After that it is corrected by a further one.
const CommentOpen = 5 * time.Minute

// CommentSubject is the kind of object that a comment is about.
type CommentSubject string

// What can be commented on.
const (
	CommentMission  CommentSubject = "mission"
	CommentFinding  CommentSubject = "finding"
	CommentNeed     CommentSubject = "need"
	CommentActivity CommentSubject = "activity"
	CommentUpdate   CommentSubject = "update"
	CommentReport   CommentSubject = "report"
)

// CommentSubjects are all of them.
var CommentSubjects = []CommentSubject{CommentMission, CommentFinding, CommentNeed, CommentActivity, CommentUpdate, CommentReport}

// Values lists them.
func (CommentSubject) Values() []string { return texts(CommentSubjects...) }

// CommentAudience is who reads a comment, of those who see what it is about in full.
type CommentAudience string

// The audiences of a comment: the team of managers alone, or with others.
const (
	CommentTeam    CommentAudience = "team"
	CommentPartner CommentAudience = "partner"
	CommentState   CommentAudience = "state"
	CommentDonor   CommentAudience = "donor"
)

// Values lists them.
func (CommentAudience) Values() []string {
	return texts(CommentTeam, CommentPartner, CommentState, CommentDonor)
}

// commentRoles are the roles that an audience has beside the managers.
var commentRoles = map[CommentAudience]Role{CommentPartner: Partner, CommentState: National, CommentDonor: Donor}

// Role is the role that reads with the team; "" for the team alone.
func (a CommentAudience) Role() Role { return commentRoles[a] }

// CommentAudienceOf is the audience that a role belongs to; "" for those who read all.
func CommentAudienceOf(role Role) CommentAudience {
	for audience, of := range commentRoles {
		if of == role {
			return audience
		}
	}
	return ""
}

// commentWords name the audiences for people.
var commentWords = map[CommentAudience]string{CommentTeam: "the team", CommentPartner: "the team and partners",
	CommentState: "the team and the State", CommentDonor: "the team and donors"}

// Words names an audience for people: the team and partners.
func (a CommentAudience) Words() string { return commentWords[a] }
