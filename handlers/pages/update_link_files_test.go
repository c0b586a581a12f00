package pages_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// formWithFiles writes a form as a browser sends it that knows no script; a file that has no name was not chosen.
func formWithFiles(t *testing.T, fields [][2]string, files ...[2]string) (body, kind string) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for _, f := range fields {
		if err := w.WriteField(f[0], f[1]); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile("files", f[0])
		if err == nil {
			_, err = part.Write([]byte(f[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String(), w.FormDataContentType()
}

// sendForm sends a form with files.
func sendForm(t *testing.T, w *world, path string, fields [][2]string, files ...[2]string) handlerstest.Answer {
	t.Helper()
	body, kind := formWithFiles(t, fields, files...)
	return w.Do(t, call{Method: http.MethodPost, Path: path, Raw: true, Wrong: true, Body: body, Header: map[string]string{
		"Content-Type": kind, "Accept": "text/html", "Sec-Fetch-Site": "same-origin"}})
}

// TestAFormTakesPhotos sends a photo and a list with an update by a link: what is no evidence comes back to the field, and what is taken is
// evidence of the update, which its partner reads, and its donor once it is accepted.
func TestAFormTakesPhotos(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := w.UpdateLink(t)
		form := w.Browse(t, http.MethodGet, path, nil)
		handlerstest.WantText(t, form, 200, `enctype="multipart/form-data"`, "Up to 10 files, 20 MB in all")
		token := formToken.FindStringSubmatch(string(form.Body))[1]
		var photo bytes.Buffer
		if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
			t.Fatal(err)
		}
		fields := [][2]string{{"token", token}, {"act", "send"}, {"health", "at_risk"}, {"narrative", "Two of four."}}
		handlerstest.WantText(t, sendForm(t, w, path, fields, [2]string{"page.jpg", "<html>"}), 422, "Choose photos (JPEG, PNG)",
			"Two of four.")
		many := make([][2]string, 11)
		for i := range many {
			many[i] = [2]string{"list.txt", "A list"}
		}
		handlerstest.WantText(t, sendForm(t, w, path, fields, many...), 422, "Choose at most 10 files")
		files := [][2]string{{"IMG_0001.JPG", photo.String()}, {"", ""}, {"список.txt", strings.Repeat("Aigul and Serik\n", 20_000)}}
		for range 2 { // a button that is pressed twice
			if got := sendForm(t, w, path, fields, files...); got.Status != 303 || got.Header.Get("Location") != path {
				t.Fatalf("%d %s", got.Status, got.Body)
			}
		}
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, path, nil), 200, "IMG_0001.JPG", "список.txt")
		handlerstest.WantText(t, sendForm(t, w, path, fields, files[0]), 409, "An update was sent before")
		handlerstest.WantText(t, sendForm(t, w, "/u/"+strings.Repeat("x", 43), fields, files[0]), 404)
		var sent handlerstest.Object
		page := w.Do(t, call{As: "partner1", Path: "/updates?activity_id=" + string(w.IDs["activity"])}).Page(t)
		for _, u := range page.Items {
			if u.Text("narrative") == "Two of four." {
				sent = u
			}
		}
		evidence, _ := sent["evidence"].([]any)
		if len(evidence) != 2 {
			t.Fatalf("the update has the evidence %v", evidence)
		}
		first, _ := evidence[0].(map[string]any)
		content := "/files/" + first["file_id"].(string) + "/content"
		for who, want := range map[string]int{"partner1": 200, "manager": 200, "donorA": 404, "partner2": 404, "kaz": 404} {
			if got := w.Do(t, call{As: who, Path: content}); got.Status != want {
				t.Errorf("%s reads it: %d", who, got.Status)
			}
		}
		step := "/updates/" + string(sent.ID())
		w.Do(t, call{As: "manager", Method: "POST", Path: step + "/step", Body: `{"to":"` + string(models.UpdateAccepted) + `"}`,
			Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+step)}}).Want(t, 200)
		w.Do(t, call{As: "donorA", Path: content}).Want(t, 200)
	})
}

// TestALinkTakesSoManyFilesADay refuses more forms with files than a link takes a day, before they are read, in words of its own; one
// without files goes on. Of a form that is refused, or comes again, no bytes stay.
func TestALinkTakesSoManyFilesADay(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		kept := func() (n int) {
			t.Helper()
			if err := w.Files.Each(w.Ctx, time.Now().Add(time.Hour), func(string) error { n++; return nil }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		path := w.UpdateLink(t)
		before := kept()
		wrong := [][2]string{{"token", "t"}, {"act", "send"}, {"health", "?"}}
		list := [2]string{"list.txt", "A list"}
		for range 18 {
			handlerstest.WantText(t, sendForm(t, w, path, wrong, list), 422)
		}
		if n := kept(); n != before {
			t.Errorf("%d files stay of what was refused", n-before)
		}
		right := [][2]string{{"token", "t"}, {"act", "send"}, {"health", "on_track"}}
		for range 2 {
			sendForm(t, w, path, right, list).Want(t, 303)
		}
		if n := kept(); n != before+1 {
			t.Errorf("%d files stay of one that was sent twice", n-before)
		}
		handlerstest.WantText(t, sendForm(t, w, path, right, list), 429, "No more files today")
		handlerstest.WantText(t, sendForm(t, w, w.UpdateLink(t), wrong, list), 422)
		links := w.Do(t, call{As: "manager", Path: "/update-links?sort=-created_at"}).Page(t)
		if err := w.App.ReceiveFiles(w.Ctx, links.Items[0].ID(), 200<<20); models.CodeOf(err) != models.TooManyRequests {
			t.Errorf("more than 200 MB a day: %v", err)
		}
		other := w.UpdateLink(t)
		for range 20 {
			sendForm(t, w, other, wrong, list).Want(t, 422)
		}
		handlerstest.WantText(t, sendForm(t, w, other, right, list), 429, "No more files today")
		w.Browse(t, http.MethodPost, other, url.Values{"token": {"t"}, "act": {"same"}}).Want(t, 303)
	})
}

// TestAFormThatIsNoForm sends what no browser sends.
func TestAFormThatIsNoForm(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := w.UpdateLink(t)
		fields := make([][2]string, 300)
		for i := range fields {
			fields[i] = [2]string{"narrative", "x"}
		}
		body, kind := formWithFiles(t, fields)
		for name, c := range map[string][2]string{"too many fields": {body, kind}, "no boundary": {body, "multipart/form-data"},
			"torn": {body[:len(body)-30], kind}, "bytes": {strings.Replace(body, "x", "\xff", 1), kind}} {
			got := w.Do(t, call{Method: http.MethodPost, Path: path, Raw: true, Wrong: true, Body: c[0], Header: map[string]string{
				"Content-Type": c[1], "Accept": "text/html", "Sec-Fetch-Site": "same-origin"}})
			if got.Status != 400 {
				t.Errorf("%s: %d %.200s", name, got.Status, got.Body)
			}
		}
	})
}
