package handlers_test

import (
	"net/http"
	"testing"

	"qadam/handlers/handlerstest"
)

// TestMistypedParameter holds that whoever mistypes dry_run does not find the file saved, and that no route takes what it does
// not know.
func TestMistypedParameter(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		calendar := w.Do(t, call{As: "manager", Path: "/calendars"}).Page(t).Items[0]
		path := "/calendars/" + string(calendar.ID())
		got := w.Do(t, call{As: "admin", Method: http.MethodPost, Path: path + "/days/import?dryrun=true", Body: "on_date\n2027-03-09\n",
			Header: map[string]string{"Content-Type": "text/csv"}, Wrong: true})
		got.Want(t, 422)
		handlerstest.WantText(t, got, 422, `"pointer":"dryrun"`, "dry_run, source")
		if now := w.Do(t, call{As: "manager", Path: path}).Object(t); now["version"] != calendar["version"] {
			t.Errorf("the file was saved: %v", now)
		}
		handlerstest.WantText(t, w.Do(t, call{As: "manager", Method: http.MethodPost, Path: path + "/preview?dry_run=true", Body: `{}`,
			Wrong: true}), 422, "Those that there are: expand")
	})
}
