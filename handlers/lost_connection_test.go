package handlers_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// lossy loses the connection once, at the statement with the number next of what is asked.
type lossy struct {
	next   int64
	left   atomic.Int64
	struck bool
}

// lose counts a statement, and says whether it is the one.
func (l *lossy) lose() bool { return l.left.Add(-1) == 0 }

// during loses the connection while something is asked.
func (l *lossy) during(ask func() answer) answer {
	l.left.Store(l.next)
	got := ask()
	l.struck = l.left.Swap(0) <= 0
	return got
}

// TestLostConnection loses the connection at each statement of each route in turn: the answer is always that the database does not
// answer, never that something is not there or that all is well.
func TestLostConnection(t *testing.T) {
	t.Parallel()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		s, _ := handlerstest.OpenAt(t, kind)
		line := &lossy{}
		if err := s.Intercept(line.lose); err != nil {
			t.Fatal(err)
		}
		w := handlerstest.NewWorld(t, s)
		w.Do(t, call{As: "admin", Path: "/me"}) // a token's use is noted once an hour, or not at all
		link := w.UpdateLink(t)
		loseEach(t, line, "the page of an update link", func() answer {
			return line.during(func() answer { return w.Browse(t, http.MethodGet, link, nil) })
		})
		feed, err := w.App.CreateFeed(w.Ctx, w.Actor("manager"), models.FeedInput{Kind: models.FeedPerson})
		if err != nil {
			t.Fatal(err)
		}
		path := strings.TrimPrefix(feed.Address, handlerstest.BaseURL)
		loseEach(t, line, "a calendar", func() answer {
			return line.during(func() answer { return w.Do(t, call{Path: path, Raw: true, Wrong: true}) })
		})
		for _, l := range w.Lines() {
			if strings.HasSuffix(l.Path, "/export") { // is cut off in the middle
				continue
			}
			c := w.ValidCall(t, l)
			loseEach(t, line, l.Method+" "+l.Path, func() answer {
				if l.Open || l.Person { // a proof is good once
					c = w.ValidCall(t, l)
				}
				return line.during(func() answer { return w.Do(t, c) })
			})
		}
	})
}

// loseEach asks again and again, each time with the loss one statement later, until nothing is lost any more.
func loseEach(t *testing.T, line *lossy, name string, ask func() answer) {
	t.Helper()
	for line.next = 1; line.next < 500; line.next++ {
		got := ask()
		if !line.struck {
			if got.Status >= 400 {
				t.Errorf("%s: %d when nothing is lost any more: %s", name, got.Status, got.Body)
			}
			return
		}
		if got.Status != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %d when statement %d is lost: %.300s", name, got.Status, line.next, got.Body)
		}
	}
	t.Errorf("%s never ends", name)
}
