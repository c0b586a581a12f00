package models

// Heading is a heading of a file that was read, and what it was taken for.
type Heading struct {
	Heading string       `json:"heading" example:"Вид помощи"`
	Column  string       `json:"column" example:"kind" doc:"The column as which it is read; empty where it is passed over."`
	By      HeadingMatch `json:"by" doc:"How it was matched: by the column's own name, by a word for it in one of the six languages, as given with this file, or as kept from an earlier one."`
}

// HeadingMatch is how a heading of a file was matched to a column.
type HeadingMatch string

// The ways in which a heading is matched, the first that holds.
const (
	HeadingGiven HeadingMatch = "given"
	HeadingKept  HeadingMatch = "kept"
	HeadingName  HeadingMatch = "column"
	HeadingWord  HeadingMatch = "word"
)

// Values lists them.
func (HeadingMatch) Values() []string {
	return texts(HeadingGiven, HeadingKept, HeadingName, HeadingWord)
}

// PassOver stands for the column of a heading that is not to be read.
const PassOver = "-"
