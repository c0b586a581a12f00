package handlers_test

import (
	"maps"
	"sync"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers"
	"qadam/handlers/handlerstest"
)

// TestEveryAnswerOfEveryOperation makes every operation answer with every status that its description names, and with no
// other. The description holds each exchange; here it is held that none is missing.
func TestEveryAnswerOfEveryOperation(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen, d := map[string]bool{}, (*handlerstest.Description)(nil)
	note := func(a *handlerstest.API) {
		mu.Lock()
		defer mu.Unlock()
		maps.Copy(seen, a.Seen.Seen)
		d = handlerstest.Described(t, a)
	}
	storetest.EachKind(t, func(t *testing.T, kind string) {
		w := handlerstest.NewWorld(t, storetest.Open(t, kind, handlerstest.Clock()),
			func(s *handlers.Server) { s.Block(handlerstest.BlockedPeer) })
		handlerstest.WalkAnswers(t, w)
		service(t, w)
		note(w.API)
		t.Run("gone", func(t *testing.T) { note(allGone(t, kind)) })
		t.Run("broken", func(t *testing.T) { note(allBroken(t, kind)) })
	})
	for _, methods := range d.Paths {
		for _, op := range methods {
			for status := range op.Responses {
				if !seen[op.OperationID+" "+status] {
					t.Errorf("%s never answered %s, which its description names", op.OperationID, status)
				}
			}
		}
	}
}

// service asks for what needs no token.
func service(t *testing.T, w *world) {
	t.Helper()
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/openapi.json", "/docs"} {
		got := w.Do(t, call{Path: path}).Want(t, 200)
		if tag := got.Header.Get("ETag"); tag != "" {
			w.Do(t, call{Path: path, Header: map[string]string{"If-None-Match": tag}}).Want(t, 304)
		}
	}
	req, body := w.Request(t, call{Path: "/metrics"})
	res, err := w.Server.From(req)
	if err != nil {
		t.Fatal(err)
	}
	w.CheckDescription(t, req, body, handlerstest.ReadAnswer(t, res).Want(t, 404))
}
