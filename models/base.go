// Package models holds Qadam's nouns and their pure rules: what a need, an activity or a consent is, which steps its lifecycle
// allows, who owes the next one. It knows no database, no HTTP and no clock of its own.
package models

import "time"

// Base is what every stored noun carries. ID is a UUIDv7, Version counts the changes (an ETag begins with it), times are UTC.
type Base struct {
	ID        ID        `json:"id" gorm:"primaryKey"`
	Version   int       `json:"version" doc:"Counts the changes; an ETag begins with it. 0 where only the summary is shared."`
	CreatedAt time.Time `json:"created_at" gorm:"autoCreateTime:false"`
	UpdatedAt time.Time `json:"updated_at" gorm:"autoUpdateTime:false"`
}

// Entity is any stored noun.
type Entity interface{ Meta() *Base }

// Meta gives the common part of a noun, so that one engine can store them all.
func (b *Base) Meta() *Base { return b }
