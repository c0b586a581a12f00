package engine

import (
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"qadam/app/store"
	"qadam/models"
)

// Refusal is a request that was refused: the intention, the object asked for ("" for none), and the answer. Whether the object
// exists is not said.
type Refusal struct {
	RequestID string
	Action    string
	Asked     models.ID
	Status    int
}

// refusals keeps repeated refusals from filling the log: the first is logged at once; those of the same actor, intention and
// answer are then counted for a while and logged in one entry.
type refusals struct {
	mu   sync.Mutex
	open map[refusalKey]*repeatedRefusal
}

// refusalKey is an intention and who asked: the person, and as which reader.
type refusalKey struct {
	user, organisation models.ID
	role               models.Role
	country, action    string
	status             int
}

// repeatedRefusal counts a repeated refusal, with the objects that were asked for.
type repeatedRefusal struct {
	actor models.Actor
	first Refusal
	asked []models.ID
	times int
	timer *time.Timer
}

const (
	// refusalWindow is for how long refusals are counted before they are logged together.
	refusalWindow = time.Minute
	// maxAsked is how many of the objects asked for such an entry names.
	maxAsked = 20
)

// Refused logs a refusal. A failure to log it goes to the server's log and does not change the answer.
func (a *Engine) Refused(actor models.Actor, r Refusal) {
	if a.refusals.countRepeat(actor, r, a.logRefusals) {
		return
	}
	a.logRefusal(actor, r, []models.ID{r.Asked}, 1)
}

// countRepeat counts a refusal if there was one like it a short while ago. Else it begins to count, and calls log at the end of
// the window.
func (f *refusals) countRepeat(actor models.Actor, r Refusal, log func(refusalKey)) bool {
	person, _ := actor.Person()
	key := refusalKey{person, actor.OrganisationID, actor.Role, actor.CountryCode, r.Action, r.Status}
	f.mu.Lock()
	defer f.mu.Unlock()
	if p := f.open[key]; p != nil {
		p.times++
		if r.Asked != "" && len(p.asked) < maxAsked && !slices.Contains(p.asked, r.Asked) {
			p.asked = append(p.asked, r.Asked)
		}
		return true
	}
	if f.open == nil {
		f.open = map[refusalKey]*repeatedRefusal{}
	}
	f.open[key] = &repeatedRefusal{actor: actor, first: r, timer: time.AfterFunc(refusalWindow, func() { log(key) })}
	return false
}

// take ends the counting of refusals of one kind, and gives them.
func (f *refusals) take(key refusalKey) *repeatedRefusal {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.open[key]
	delete(f.open, key)
	return p
}

func (a *Engine) logRefusals(key refusalKey) {
	if p := a.refusals.take(key); p != nil && p.times > 0 {
		a.logRefusal(p.actor, p.first, p.asked, p.times)
	}
}

// LogRefusals logs what was counted so far, before a server ends.
func (a *Engine) LogRefusals() {
	a.refusals.mu.Lock()
	var keys []refusalKey
	for key, p := range a.refusals.open {
		p.timer.Stop()
		keys = append(keys, key)
	}
	a.refusals.mu.Unlock()
	for _, key := range keys {
		a.logRefusals(key)
	}
}

func (a *Engine) logRefusal(actor models.Actor, r Refusal, asked []models.ID, times int) {
	noun, _, _ := strings.Cut(r.Action, ".")
	c := models.Change{Kind: models.LogDenied, Action: r.Action, SubjectType: noun}
	kept := struct {
		Status int         `json:"status"`
		Times  int         `json:"times"`
		IDs    []models.ID `json:"ids,omitempty"`
	}{Status: r.Status, Times: times}
	if times == 1 && len(asked) == 1 {
		c.SubjectID = asked[0]
	} else {
		kept.IDs = asked
	}
	text, err := json.Marshal(kept)
	if err == nil {
		c.After = models.RawJSON(text)
		err = a.store.AddEntry(actor, store.Request{ID: r.RequestID, Action: r.Action}, c)
	}
	if err != nil {
		a.Log.Error(
			"a refusal is not in the log",
			slog.String("request_id", r.RequestID),
			slog.String("action", r.Action),
			slog.Int("times", times),
			slog.Any("cause", err),
		)
	}
}
