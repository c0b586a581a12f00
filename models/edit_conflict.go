package models

import "time"

// EditConflict is what happened to an object since somebody read it whose change comes too late, as far as that reader may know it.
type EditConflict struct {
	_ struct{} `doc:"What happened to the object since you read it, as far as you may know it."`

	Edits  []Edit          `json:"edits" doc:"The changes since then, oldest first."`
	Fields []ConflictField `json:"fields" doc:"What has changed since then, and what you wanted to write there."`
}

// Edit is one of the changes.
type Edit struct {
	At           time.Time `json:"at"`
	Role         Role      `json:"role" enum:"-" example:"manager" doc:"Of who made it; system for what followed by itself."`
	Organisation string    `json:"organisation" doc:"The name of that person's organisation, where you may know it."`
	Name         string    `json:"name" doc:"Of the person, for managers."`
	Fields       []string  `json:"fields" doc:"Which members it changed."`
}

// ConflictField is a member that has changed, and what both wrote.
type ConflictField struct {
	Field  string  `json:"field" example:"title"`
	Yours  RawJSON `json:"yours" doc:"What you wanted to write; null where you did not change it."`
	Theirs RawJSON `json:"theirs" doc:"What is there now."`
}
