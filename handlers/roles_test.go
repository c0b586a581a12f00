package handlers_test

import (
	"net/http"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// TestARefusalNamesTheRoles holds that who may not do something is told which roles may.
func TestARefusalNamesTheRoles(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	handlerstest.WantText(t, w.Do(t, call{As: "donorA", Path: "/needs/gaps"}), http.StatusForbidden,
		"As a donor you may not do this. Who may: manager, admin, national.")
}
