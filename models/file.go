package models

// File is a file that was uploaded, for documents to name it. Its bytes are kept outside the database.
type File struct {
	Base
	FileInput
	MediaType      string    `json:"media_type" example:"image/jpeg" doc:"By its content, whatever its name says."`
	Bytes          int       `json:"bytes" doc:"Its size as it is kept: an image is written anew, without what a camera adds."`
	SHA256         string    `json:"sha256" doc:"Of the bytes as they are kept."`
	State          FileState `json:"state"`
	AuthorID       ID        `json:"author_id"`
	OrganisationID ID        `json:"organisation_id" doc:"The author's organisation."`
}

// FileInput is what a person says of a file.
type FileInput struct {
	Name string `json:"name" validate:"filled,max=200" example:"attendance.pdf"`
}

// FileState tells what an antivirus found in a file.
type FileState string

// The states of a file. Where the installation has an antivirus, only what is clean is given out.
const (
	FileUnchecked FileState = "unchecked"
	FileClean     FileState = "clean"
	FileHarmful   FileState = "harmful" // its bytes are removed
)

// Values lists them.
func (FileState) Values() []string { return texts(FileUnchecked, FileClean, FileHarmful) }

// FileSubject is a kind of object whose documents can be files.
type FileSubject string

// What can have files.
const (
	FileOfMission  FileSubject = "mission"
	FileOfActivity FileSubject = "activity"
	FileOfUpdate   FileSubject = "update"
	FileOfComment  FileSubject = "comment"
)

// Values lists them.
func (FileSubject) Values() []string {
	return texts(FileOfMission, FileOfActivity, FileOfUpdate, FileOfComment)
}
