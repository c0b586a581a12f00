package updatelink

import (
	"context"
	"fmt"
	"strings"

	"qadam/app/store"
	"qadam/models"
)

// FileName is the name of the nth file of a form, from 0 on: a phone may give none, or a very long one.
func FileName(name string, n int) string {
	text := []rune(strings.Join(strings.Fields(name), " "))
	if len(text) == 0 {
		return fmt.Sprintf("file-%d", n+1)
	}
	return string(text[max(0, len(text)-150):])
}

// addEvidence makes kept files those of the recipient, and documents of them.
func (a *Links) addEvidence(ctx context.Context, as *store.Tx, kept []*models.File) (out []models.Document, err error) {
	for _, f := range kept {
		if err := a.register.AddFile(ctx, as, f); err != nil {
			return nil, err
		}
		out = append(out, models.Document{Title: f.Name, FileID: f.ID})
	}
	return out, nil
}
