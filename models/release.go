package models

import "time"

// Release is one way in which one person read what consent opened: the first and the last time, and how often.
type Release struct {
	SubjectType    ConsentSubject `json:"subject_type"`
	SubjectID      ID             `json:"subject_id"`
	Extent         Extent         `json:"extent" enum:"partial,full"`
	UserID         ID             `json:"user_id"`
	OrganisationID ID             `json:"organisation_id"`
	Organisation   string         `json:"organisation" gorm:"->" doc:"The organisation's name, which a State reads of whoever received something of its own."`
	Name           string         `json:"name"`
	Audience       Audience       `json:"audience" enum:"partners,donors"`
	Surface        string         `json:"surface" example:"export"`
	FirstAt        time.Time      `json:"first_at" gorm:"autoCreateTime:false"`
	LastAt         time.Time      `json:"last_at" gorm:"autoUpdateTime:false"`
	Times          int64          `json:"times"`
}
