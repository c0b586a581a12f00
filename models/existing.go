package models

// Existing is what an import does with rows that look like what is there already.
type Existing string

// What an import can do with them. Without an answer it saves none of them, and asks.
const (
	ExistingAsk    Existing = ""
	ExistingSkip   Existing = "skip"
	ExistingUpdate Existing = "update"
	ExistingAdd    Existing = "add"
)

// Values lists the answers.
func (Existing) Values() []string { return texts(ExistingSkip, ExistingUpdate, ExistingAdd) }
