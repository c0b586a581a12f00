package handlers_test

import (
	"net/http"
	"testing"
)

// TestMistypedParameter holds that whoever mistypes dry_run does not find the file saved, and that no route takes what it does
// not know.
func TestMistypedParameter(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		calendar := w.do(t, call{as: "manager", path: "/calendars"}).page(t).Items[0]
		path := "/calendars/" + string(calendar.id())
		got := w.do(t, call{as: "admin", method: http.MethodPost, path: path + "/days/import?dryrun=true", body: "on_date\n2027-03-09\n", header: map[string]string{"Content-Type": "text/csv"}, wrong: true})
		got.want(t, 422)
		says(t, got, 422, `"pointer":"dryrun"`, "dry_run, source")
		if now := w.do(t, call{as: "manager", path: path}).object(t); now["version"] != calendar["version"] {
			t.Errorf("the file was saved: %v", now)
		}
		says(t, w.do(t, call{as: "manager", method: http.MethodPost, path: path + "/preview?dry_run=true", body: `{}`, wrong: true}), 422, "Those that there are: none")
	})
}
