package register

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"qadam/app/engine"
	"qadam/app/files"
	"qadam/app/store"
	"qadam/models"
)

// Evidence is where the bytes of files are kept, and who looks for what is harmful in them; a nil one is not there.
type Evidence struct {
	Store     files.Store
	Antivirus Antivirus
}

// ErrHarmful is what an antivirus answers of a file in which it found something.
var ErrHarmful = files.ErrHarmful

// Antivirus looks for what is harmful: nil for nothing, ErrHarmful for something, another error where it is not known.
type Antivirus interface {
	Check(ctx context.Context, content []byte) error
}

// files makes the use cases of files.
func (a *Register) files() engine.Resource[models.File, engine.None] {
	return engine.NewResource(a.Engine, engine.Kind[models.File, engine.None]{Noun: store.Files})
}

// maxLooseFiles is how many files of one person may wait for a document that names them.
const maxLooseFiles = 200

// UploadFile takes a file in. Documents can name it then; a file that none names is cleared after a day.
func (a *Register) UploadFile(ctx context.Context, actor models.Actor, in models.FileInput, content []byte) (*models.File, error) {
	if err := engine.Begin(actor, "file.create", in); err != nil {
		return nil, err
	}
	if err := a.Store().View(ctx, actor, roomForFiles); err != nil { // before anything is kept
		return nil, err
	}
	f, err := a.KeepFile(ctx, in, content)
	if err != nil {
		return nil, err
	}
	out, err := engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.File, error) { return f, a.AddFile(ctx, tx, f) })
	a.DropRefused(ctx, err, f)
	return out, err
}

// DropRefused removes the bytes that were kept for what was refused. Where it is not known whether it was saved they stay, and are
// cleared later if they are of no file.
func (a *Register) DropRefused(ctx context.Context, err error, kept ...*models.File) {
	if code := models.CodeOf(err); err == nil || code == models.Internal || code == models.Unavailable {
		return
	}
	for _, f := range kept {
		if err := a.evidence.Store.Remove(ctx, string(f.ID)); err != nil {
			a.Log.Warn("bytes of a file that was refused stay until they are cleared", "id", f.ID, "cause", err)
		}
	}
}

// KeepFile cleans the bytes of a file, has them checked, and keeps them. Until AddFile there is no such file to anybody.
func (a *Register) KeepFile(ctx context.Context, in models.FileInput, content []byte) (*models.File, error) {
	if a.evidence.Store == nil {
		return nil, models.Errorf(models.Unavailable, "This installation keeps no files.")
	}
	clean, mediaType, err := files.Clean(content)
	if err != nil {
		return nil, fileFault(err)
	}
	sum := sha256.Sum256(clean)
	f := &models.File{FileInput: models.FileInput{Name: fileName(in.Name, mediaType)}, MediaType: mediaType, Bytes: len(clean),
		SHA256: hex.EncodeToString(sum[:]), State: models.FileUnchecked}
	f.ID = models.NewID()
	if a.evidence.Antivirus != nil {
		switch err := a.evidence.Antivirus.Check(ctx, clean); {
		case err == nil:
			f.State = models.FileClean
		case errors.Is(err, files.ErrHarmful):
			return nil, fileFault(err)
		default: // a job asks again
			a.Log.Warn("a file could not be checked", "cause", err)
		}
	}
	if err := a.evidence.Store.Put(ctx, string(f.ID), clean); err != nil {
		return nil, noFiles(err)
	}
	return f, nil
}

// noFiles is the fault of a store of files that does not answer.
func noFiles(cause error) error {
	return &models.Error{Code: models.Unavailable, RetryAfter: 5 * time.Second, Cause: cause,
		Message: "Files cannot be kept or read just now. Try again in a few seconds; if it stays so, ask the administrator."}
}

// fileFault words why a file is refused.
func fileFault(err error) error {
	for cause, f := range map[error]models.FieldError{
		files.ErrType: {Rule: "file_type", Detail: "Give a JPEG or PNG image, a PDF, a Word, Excel, PowerPoint or OpenDocument " +
			"file, or plain text; the content counts, not the name."},
		files.ErrImage:   {Rule: "file_image", Detail: "This image cannot be read, or has more than 50 million pixels: give another one."},
		files.ErrHarmful: {Rule: "file_harmful", Detail: "An antivirus found something harmful in this file: it is not kept."},
	} {
		if errors.Is(err, cause) {
			return models.Faults(f)
		}
	}
	return err
}

// fileName is the name of a file, without folders, with the ending that its type has.
func fileName(name, mediaType string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	ending := files.Ending(mediaType)
	had := strings.ToLower(path.Ext(name))
	if had == ending || had == ".jpeg" && ending == ".jpg" {
		return name
	}
	return strings.TrimSuffix(name, path.Ext(name)) + ending
}

// AddFile makes kept bytes a file.
func (a *Register) AddFile(ctx context.Context, tx *store.Tx, f *models.File) error {
	actor := tx.Actor()
	f.AuthorID, f.OrganisationID = actor.UserID, actor.OrganisationID
	if err := roomForFiles(tx); err != nil {
		return err
	}
	if err := store.Files.Insert(tx, f); err != nil {
		return err
	}
	return a.Files.Record(ctx, tx, "file.create", f, nil)
}

// roomForFiles refuses another file of somebody who has very many that no document names.
func roomForFiles(tx *store.Tx) error {
	n, err := store.LooseFiles(tx)
	if err == nil && n >= maxLooseFiles {
		err = models.Errorf(models.Conflict,
			"You have %d files that no document names. Name them, or wait until they are cleared tomorrow.", n)
	}
	return err
}

// FileContent opens the bytes of a file that the actor sees. Where there is an antivirus, nothing is given out before it is clean.
func (a *Register) FileContent(ctx context.Context, actor models.Actor, id models.ID) (*models.File, io.ReadCloser, error) {
	if err := engine.Allow(actor, "file.content"); err != nil {
		return nil, nil, err
	}
	f, err := engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.File, error) { return store.Files.Get(tx, id) })
	switch {
	case err != nil:
		return nil, nil, err
	case f.State == models.FileHarmful:
		return nil, nil, models.NotFoundError()
	case f.State == models.FileUnchecked && a.evidence.Antivirus != nil:
		return nil, nil, &models.Error{Code: models.Unavailable, RetryAfter: time.Minute,
			Message: "This file has not been looked at by the antivirus yet. Try again in a minute."}
	case a.evidence.Store == nil:
		return nil, nil, noFiles(errors.New("no store of files is set"))
	}
	content, err := a.evidence.Store.Open(context.WithoutCancel(ctx), string(id)) // it is read after the request's own work
	if err != nil {
		return nil, nil, noFiles(err)
	}
	return f, content, nil
}

// checkDocuments checks that each document is a file or a link, and that new files are the actor's own uploads, or belong to what is
// corrected.
func checkDocuments(tx *store.Tx, pointer string, old, all []models.Document, corrects ...models.ID) error {
	known := models.FilesOf(old)
	var added []models.ID
	for _, id := range models.FilesOf(all) {
		if !slices.Contains(known, id) {
			added = append(added, id)
		}
	}
	usable, err := store.UsableFiles(tx, added, corrects...)
	if err != nil {
		return err
	}
	for i, d := range all {
		at := fmt.Sprintf("%s/%d", pointer, i)
		switch {
		case (d.URL == "") == (d.FileID == ""):
			return models.Fault(at+"/url", "Give url for a link, or file_id for a file that was uploaded.")
		case d.FileID != "" && slices.Contains(added, d.FileID) && !slices.Contains(usable, d.FileID):
			return models.Fault(at+"/file_id", "You uploaded no file with this id.")
		}
	}
	return nil
}
