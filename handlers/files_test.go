package handlers_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/files"
	"qadam/app/files/filestest"
	"qadam/app/register"
	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

const octets = "application/octet-stream"

// upload sends a file.
func upload(t *testing.T, w *world, as, name string, content []byte) handlerstest.Answer {
	t.Helper()
	return w.Do(t, call{As: as, Method: "POST", Path: "/files?name=" + name, Body: string(content), Header: map[string]string{
		"Content-Type": octets}, Wrong: true})
}

// phonePhoto is a JPEG that says where it was taken.
func phonePhoto(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x00 GPS 43.238949"
	return slices.Concat(out.Bytes()[:2], []byte{0xFF, 0xE1, 0, byte(len(exif) + 2)}, []byte(exif), out.Bytes()[2:])
}

// TestEvidenceIsReadByThoseWhoReadItsObject uploads a photo, names it in a comment and a mission, and reads it as others.
func TestEvidenceIsReadByThoseWhoReadItsObject(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		f := upload(t, w, "partner1", "%D0%A4%D0%BE%D1%82%D0%BE.exe", phonePhoto(t)).Want(t, 201).Object(t)
		if f.Text("media_type") != "image/jpeg" || f.Text("name") != "Фото.jpg" || f.Text("state") != "unchecked" {
			t.Errorf("the file is %v", f)
		}
		content := "/files/" + string(f.ID()) + "/content"
		got := w.Do(t, call{As: "partner1", Path: content}).Want(t, 200)
		sum := sha256.Sum256(got.Body)
		if bytes.Contains(got.Body, []byte("GPS")) || hex.EncodeToString(sum[:]) != f.Text("sha256") {
			t.Errorf("the photo tells where it was taken, or has another hash")
		}
		for header, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Content-Type": octets,
			"Cache-Control":       "private, no-store",
			"Content-Disposition": `attachment; filename="____.jpg"; filename*=UTF-8''%D0%A4%D0%BE%D1%82%D0%BE.jpg`} {
			if got.Header.Get(header) != want {
				t.Errorf("%s is %q, not %q", header, got.Header.Get(header), want)
			}
		}
		if !strings.HasSuffix(got.Header.Get("Content-Security-Policy"), "; sandbox") {
			t.Errorf("it is not in a sandbox: %s", got.Header.Get("Content-Security-Policy"))
		}
		reads := func(who string, may bool) {
			t.Helper()
			want := http.StatusNotFound
			if may {
				want = http.StatusOK
			}
			if got := w.Do(t, call{As: who, Path: content}); got.Status != want {
				t.Errorf("%s reads it: %d", who, got.Status)
			}
		}
		for _, who := range []string{"partner2", "donorA", "kaz"} {
			reads(who, false)
		}
		// another's file cannot be named, and so not read by way of one's own object
		stolen := `{"subject_type":"activity","subject_id":"` + string(w.IDs["activity of partner2"]) +
			`","audience":"partner","body":"x","documents":[{"title":"Photo","file_id":"` + string(f.ID()) + `"}]}`
		if p := w.Do(t, call{As: "partner2", Method: "POST", Path: "/comments", Body: stolen, Wrong: true}).Problem(t, 422); !slices.Equal(
			p.Pointers(), []string{"/documents/0/file_id"}) {
			t.Errorf("another's file is named: %v", p.Errors)
		}
		theirs := upload(t, w, "partner2", "list.txt", []byte("Attendance")).Want(t, 201).Object(t)
		corrected := "/updates/" + string(w.Target("update.correct"))
		correction := `{"project_id":"` + string(w.IDs["project"]) + `","activity_id":"` + string(w.IDs["activity"]) +
			`","period_from":"2026-10-01","period_to":"2026-10-31","narrative":"Other","wrong":"x","reason":"x",` +
			`"evidence":[{"title":"List","file_id":"` + string(theirs.ID()) + `"}]}`
		if p := w.Do(t, call{As: "partner1", Method: "POST", Path: corrected + "/corrections", Body: correction, Wrong: true,
			Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+corrected)}}).Problem(t, 422); !slices.Equal(
			p.Pointers(), []string{"/evidence/0/file_id"}) {
			t.Errorf("another's file is named by a correction: %v", p.Errors)
		}
		body := `{"documents":[{"title":"Photo","file_id":"` + string(f.ID()) + `"}]}`
		activity := "/activities/" + string(w.IDs["activity"])
		w.Do(t, call{As: "partner1", Method: "PATCH", Path: activity, Body: body,
			Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+activity)}}).Want(t, 200)
		reads("donorA", true)
		reads("kaz", true)
		reads("donorB", false)
		if page := w.Do(t, call{As: "donorA", Path: "/files?subject_id=" + string(w.IDs["activity"])}).Page(t); !page.Has(f.ID()) {
			t.Errorf("the files of the activity are %v", page.Items)
		}
		id := w.Do(t, call{As: "donorA", Path: content}).Header.Get("X-Request-Id")
		if len(logged(t, w, "kind=read&action=file.content&request_id="+id)) == 0 {
			t.Error("the read is not logged")
		}
	})
}

// TestWhatIsNoEvidence refuses types by their content, documents that are both a file and a link or neither, and large files.
func TestWhatIsNoEvidence(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for name, content := range map[string]string{"photo.jpg": "<html><script>alert(1)</script>", "list.pdf": "PK\x03\x04",
			"empty.txt": ""} {
			upload(t, w, "partner1", name, []byte(content)).Want(t, 422)
		}
		upload(t, w, "partner1", "large.txt", bytes.Repeat([]byte("x"), 16<<20+1)).Want(t, 413)
		for _, documents := range []string{`[{"title":"None"}]`,
			`[{"title":"Both","url":"https://example.org/a","file_id":"` + string(w.IDs["file"]) + `"}]`} {
			body := `{"subject_type":"activity","subject_id":"` + string(w.IDs["activity"]) +
				`","audience":"partner","body":"x","documents":` + documents + `}`
			p := w.Do(t, call{As: "partner1", Method: "POST", Path: "/comments", Body: body, Wrong: true}).Problem(t, 422)
			if !slices.Equal(p.Pointers(), []string{"/documents/0/url"}) {
				t.Errorf("%s: %v", documents, p.Errors)
			}
		}
	})
}

// TestNothingIsGivenOutBeforeItIsClean lets the antivirus be away, come back, and find something.
func TestNothingIsGivenOutBeforeItIsClean(t *testing.T) {
	t.Parallel()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		socket := filepath.Join(t.TempDir(), "clamd.sock")
		bucket, err := files.NewS3(filestest.Bucket(t, "qadam"))
		if err != nil {
			t.Fatal(err)
		}
		api := handlerstest.StartWith(t, storetest.Open(t, kind, handlerstest.Clock()), app.Options{BaseURL: handlerstest.BaseURL,
			Evidence: register.Evidence{Store: bucket, Antivirus: files.NewClamd("unix", socket)}})
		w := (&world{API: api, T: t, Ctx: context.Background(), IDs: map[string]models.ID{}}).Build()
		clean := upload(t, w, "manager", "clean.txt", []byte("Clean")).Want(t, 201).Object(t)
		harmful := upload(t, w, "manager", "harmful.txt", []byte("Not "+filestest.Harmful)).Want(t, 201).Object(t)
		status := func(f handlerstest.Object) int {
			return w.Do(t, call{As: "manager", Path: "/files/" + string(f.ID()) + "/content"}).Status
		}
		if status(clean) != 503 || status(harmful) != 503 {
			t.Errorf("what nobody has looked at is given out: %d %d", status(clean), status(harmful))
		}
		if _, err := w.App.CheckFiles(w.Ctx); err == nil {
			t.Error("an antivirus that is away is no fault")
		}
		filestest.Clamd(t, "unix", socket, 1<<20)
		if n, err := w.App.CheckFiles(w.Ctx); err != nil || n < 2 {
			t.Errorf("%d files were looked at: %v", n, err)
		}
		if status(clean) != 200 || status(harmful) != 404 {
			t.Errorf("now they are answered with %d and %d", status(clean), status(harmful))
		}
		if _, err := bucket.Open(w.Ctx, string(harmful.ID())); !errors.Is(err, files.ErrMissing) {
			t.Errorf("what is harmful is kept: %v", err)
		}
		upload(t, w, "manager", "again.txt", []byte("Not "+filestest.Harmful)).Want(t, 422)
		if n, err := w.App.CheckFiles(w.Ctx); err != nil || n != 0 {
			t.Errorf("%d files were looked at again: %v", n, err)
		}
	})
}

// TestLooseFilesAreCleared clears what no document names after a day, and bytes without a file; what is named stays.
func TestLooseFilesAreCleared(t *testing.T) {
	t.Parallel()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		dir := t.TempDir()
		kept := files.NewFolder(dir)
		api := handlerstest.StartWith(t, storetest.Open(t, kind, handlerstest.Clock()), app.Options{BaseURL: handlerstest.BaseURL,
			Evidence: register.Evidence{Store: kept}})
		w := (&world{API: api, T: t, Ctx: context.Background(), IDs: map[string]models.ID{}}).Build()
		stray := models.NewID()
		if err := kept.Put(w.Ctx, string(stray), []byte("of no file")); err != nil {
			t.Fatal(err)
		}
		if n, err := w.App.ClearFiles(w.Ctx); err != nil || n != 0 {
			t.Errorf("on the first day %d are cleared: %v", n, err)
		}
		age(t, dir)
		later := w.App.At(func() time.Time { return w.App.Store().Now().Add(25 * time.Hour) })
		if n, err := later.ClearFiles(w.Ctx); err != nil || n != 2 {
			t.Errorf("%d are cleared, not the loose one and the stray bytes: %v", n, err)
		}
		if _, err := later.Files.Get(w.Ctx, engine.System(), w.IDs["loose file"]); models.CodeOf(err) != models.NotFound {
			t.Errorf("the loose file is there: %v", err)
		}
		if _, _, err := later.FileContent(w.Ctx, engine.System(), w.IDs["file on the mission"]); err != nil {
			t.Errorf("what a mission names is gone: %v", err)
		}
	})
}

// age makes all files of a folder two days old.
func age(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Chtimes(path, time.Time{}, time.Now().Add(-48*time.Hour)))
	})
	if err != nil {
		t.Fatal(err)
	}
}
