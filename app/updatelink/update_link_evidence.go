package updatelink

import (
	"context"
	"fmt"
	"strings"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// What a link takes a day: so many forms with files, of so many bytes in all. Each makes the server clean and keep what it may refuse.
const (
	fileFormsADay = 20
	fileBytesADay = 200 << 20
)

// ReceiveFiles counts a form with files of so many bytes that comes through a link, before it is read. It refuses those that are too many
// for a day.
func (a *Links) ReceiveFiles(ctx context.Context, link models.ID, bytes int) error {
	return a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
		taken, err := store.CountLinkFiles(tx, link, engine.Today(tx), bytes, fileFormsADay, fileBytesADay)
		if err == nil && !taken {
			err = models.Errorf(models.TooManyRequests, "So many files came through this link today that it takes no more.")
		}
		return err
	})
}

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
