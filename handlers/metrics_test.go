package handlers_test

import (
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

func TestMetrics(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	w.Do(t, call{As: "admin", Path: "/needs/" + string(w.IDs["need"])}).Want(t, 200)
	w.Do(t, call{As: "admin", Path: "/nowhere/at/all"}).Want(t, 404)
	text := string(w.Do(t, call{Path: "/metrics"}).Want(t, 200).Body)
	if !strings.Contains(text, `qadam_http_request_seconds_count{method="GET",route="/api/v1/needs/:id",status="200"} 1`) {
		t.Errorf("the request is not counted by its pattern:\n%.2000s", text)
	}
	for _, never := range []string{string(w.IDs["need"]), "/nowhere/at/all"} {
		if strings.Contains(text, never) {
			t.Errorf("the metrics tell %s", never)
		}
	}
	for token, status := range map[string]int{"metrics-token": 200, "another-token": 404, "": 404} {
		req, _ := w.Request(t, call{Path: "/metrics", Header: map[string]string{"Authorization": "Bearer " + token}})
		res, err := w.Server.From(req)
		if err != nil {
			t.Fatal(err)
		}
		handlerstest.ReadAnswer(t, res).Want(t, status)
	}
}
