package seeds

import (
	"errors"
	"fmt"

	"qadam/models"
)

// Noun says what a key names.
type Noun string

// The nouns that the files link to by key.
const (
	NounInstrument   Noun = "instrument"   // its code
	NounProvision    Noun = "provision"    // the instrument's code, a space, the paragraph
	NounCriterion    Noun = "criterion"    // its code
	NounOrganisation Noun = "organisation" // its code
	NounContact      Noun = "contact"      // its email
	NounUser         Noun = "user"         // its email
	NounInstitution  Noun = "institution"  // its name
	NounMission      Noun = "mission"      // its reference; so for all below
	NounSession      Noun = "session"      // the mission's reference, a slash, the session's key
	NounFinding      Noun = "finding"
	NounNeed         Noun = "need"
	NounProject      Noun = "project"
	NounActivity     Noun = "activity"
	NounMilestone    Noun = "milestone"
	NounUpdate       Noun = "update" // its key
	NounReport       Noun = "report" // its key
)

// IDs finds the id that an object got when it was loaded, by the key that the files name it with. The zero value is ready.
type IDs struct {
	known  map[Noun]map[string]models.ID
	faults []error
}

// Set keeps the id of an object that was loaded. A key can be set once.
func (ids *IDs) Set(noun Noun, key string, id models.ID) {
	if ids.known == nil {
		ids.known = map[Noun]map[string]models.ID{}
	}
	if ids.known[noun] == nil {
		ids.known[noun] = map[string]models.ID{}
	}
	if _, twice := ids.known[noun][key]; twice {
		ids.faults = append(ids.faults, fmt.Errorf("the %s %q is there twice", noun, key))
	}
	ids.known[noun][key] = id
}

// Of gives the id of a key; no key has no id. A key that was never set is remembered for Err.
func (ids *IDs) Of(noun Noun, key string) models.ID {
	if key == "" {
		return ""
	}
	id, ok := ids.known[noun][key]
	if !ok {
		ids.faults = append(ids.faults, fmt.Errorf("there is no %s %q", noun, key))
	}
	return id
}

// all gives the ids of several keys, never nil.
func (ids *IDs) all(noun Noun, keys []string) []models.ID {
	out := make([]models.ID, len(keys))
	for i, key := range keys {
		out[i] = ids.Of(noun, key)
	}
	return out
}

// Err names every key that was asked for in vain or set twice, or is nil.
func (ids *IDs) Err() error { return errors.Join(ids.faults...) }
