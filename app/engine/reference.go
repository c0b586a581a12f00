package engine

import (
	"qadam/app/store"
	"qadam/models"
)

// AssignReference gives a new row the next free reference of its kind, unless it came with one; format writes the n-th.
func AssignReference[T any](tx *store.Tx, noun *store.Noun[T], reference *string, format func(int) string) error {
	return AssignReferences(tx, noun, []*string{reference}, nil, format)
}

// AssignReferences is AssignReference for many new rows of one kind, with one step of the counter; reserved references are
// skipped.
func AssignReferences[T any](
	tx *store.Tx, noun *store.Noun[T], references []*string, reserved map[string]bool, format func(int) string,
) error {
	var open []*string
	for _, r := range references {
		if *r == "" {
			open = append(open, r)
		} else if !tx.Actor().SeesAll() {
			// Only actors who see all may choose: "taken" would reveal hidden objects to others.
			return models.Fault("/reference", "Leave it out; the reference is made.")
		}
	}
	for len(open) > 0 {
		last, err := store.NextNumbers(tx, noun.Table+" "+format(0), len(open))
		if err != nil {
			return err
		}
		next := make([]string, len(open))
		for i := range next {
			next[i] = format(last - len(next) + 1 + i)
		}
		taken, err := noun.Taken(tx, next)
		if err != nil {
			return err
		}
		for _, r := range next {
			if !taken[r] && !reserved[r] {
				*open[0], open = r, open[1:]
			}
		}
	}
	return nil
}

// CheckThemes refuses the first theme code that does not exist.
func CheckThemes(tx *store.Tx, codes []string) error {
	if len(codes) == 0 {
		return nil
	}
	unknown, err := store.UnknownThemes(tx, codes)
	if err == nil && len(unknown) > 0 {
		return UnknownTheme(unknown[0])
	}
	return err
}

func UnknownTheme(code string) error {
	return models.Fault("/theme_codes", "There is no theme %s; GET /themes lists them.", code)
}

func IgnoreNotFound(err error) error {
	if models.CodeOf(err) == models.NotFound {
		return nil
	}
	return err
}

// CheckOwnOrganisation refuses a partner or donor that writes for another organisation.
func CheckOwnOrganisation(tx *store.Tx, pointer string, id models.ID) error {
	if a := tx.Actor(); !a.SeesAll() && id != a.OrganisationID {
		return models.Fault(pointer, "Give your own organisation, %s.", a.OrganisationID)
	}
	return store.Organisations.RequireVisible(tx, pointer, id)
}

// FixedCode refuses to change a code that other rows refer to.
func FixedCode[T any](code func(*T) string) func(*store.Tx, *T, *T) error {
	return func(_ *store.Tx, old, row *T) error {
		if old != nil && code(old) != code(row) {
			return models.Fault("/code", "The code stays %q: others refer to it.", code(old))
		}
		return nil
	}
}

// FixedReference refuses to change a reference that stands in mails and reports.
func FixedReference(old, now string) error {
	if old != now {
		return models.Fault("/reference", "The reference stays %q: it stands in mails and reports.", old)
	}
	return nil
}

func CheckCountry(tx *store.Tx, pointer, code string) error {
	if _, err := store.Countries.By(tx, "code", code); err != nil {
		return FaultIfNotFound(err, pointer, "There is no country %s here; GET /countries lists them.", code)
	}
	return nil
}

// FaultIfNotFound turns "not found" into a fault of a field; other errors pass.
func FaultIfNotFound(err error, pointer, format string, args ...any) error {
	if models.CodeOf(err) == models.NotFound {
		return models.Fault(pointer, format, args...)
	}
	return err
}
