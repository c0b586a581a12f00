package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// batchItem is an item of a batch.
func batchItem(method, path, body string) map[string]any {
	return map[string]any{"method": method, "path": path, "body": models.RawJSON(body)}
}

func ngo(code string) map[string]any {
	return batchItem("POST", "/organisations", fmt.Sprintf(`{"code":%q,"name":%q,"kind":"ngo"}`, code, code))
}

func (w batchWorld) send(t *testing.T, who string, alone bool, items ...map[string]any) answer {
	t.Helper()
	return w.Do(t, call{As: who, Method: http.MethodPost, Path: "/batch", Body: map[string]any{"items": items, "alone": alone}})
}

type batchWorld struct{ *world }

func (w batchWorld) results(t *testing.T, got answer) []models.BatchAnswer {
	t.Helper()
	var out models.BatchResult
	got.Want(t, 200).JSON(t, &out)
	return out.Items
}

func (w batchWorld) organisations(t *testing.T) int {
	t.Helper()
	return len(w.Collect(t, "admin", "/organisations?limit=200"))
}

// TestBatch adds, changes and steps in one transaction, as the single routes do, with the entries of the log that they write.
func TestBatch(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		b := batchWorld{w}
		need := "/needs/" + string(w.IDs["need"])
		step := batchItem("POST", need+"/step", `{"to":"agreed"}`)
		step["if_match"] = w.Tag(t, "/api/v1"+need)
		patch := batchItem("PATCH", "/api/v1/organisations/"+string(w.IDs["partner"]), `{"note":"Changed by a batch"}`)
		patch["if_match"] = `"1"`
		got := b.results(t, b.send(t, "manager", false, ngo("BATCH1"), patch, step, ngo("BATCH2")))
		var statuses []int
		for _, item := range got {
			statuses = append(statuses, item.Status)
		}
		if !slices.Equal(statuses, []int{201, 200, 200, 201}) {
			t.Fatalf("the batch is answered by %+v", got)
		}
		made := handlerstest.Answer{Body: []byte(got[0].Body)}.Object(t)
		if got[0].Location != "/api/v1/organisations/"+string(made.ID()) || !strings.HasPrefix(got[0].ETag, `"1-`) {
			t.Errorf("what was added is at %q with the ETag %q", got[0].Location, got[0].ETag)
		}
		if now := w.Do(t, call{As: "manager", Path: need}).Object(t); now["status"] != "agreed" {
			t.Errorf("the need is %v", now["status"])
		}
		for id, action := range map[models.ID]string{made.ID(): "organisation.create", w.IDs["partner"]: "organisation.update",
			w.IDs["need"]: "need.step"} {
			page := w.Do(t, call{As: "admin", Path: "/audit?kind=write&subject_id=" + string(id) + "&action=" + action}).Page(t)
			if len(page.Items) != 1 || page.Items[0]["actor_id"] != string(w.IDs["user manager"]) {
				t.Errorf("%s is in the log as %v", action, page.Items)
			}
		}
	})
}

// TestBatchIsAllOrNothing holds that nothing is saved where an item is refused, and that each fault is named by its item.
func TestBatchIsAllOrNothing(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		b, before := batchWorld{w}, batchWorld{w}.organisations(t)
		stale := batchItem("PATCH", "/organisations/"+string(w.IDs["partner"]), `{"note":"x"}`)
		stale["if_match"] = `"99"`
		got := b.send(t, "admin", false, ngo("OK"), ngo("bad code"), ngo("PARTNER1"), stale, batchItem("POST", "/needs/nowhere", `{}`),
			batchItem("PATCH", "/organisations/"+string(models.NewID()), `{}`), batchItem("POST", "/tokens", `{}`))
		want := []string{"/items/1/body/code", "/items/2/body/code", "/items/3", "/items/4/path", "/items/5", "/items/6/path"}
		if p := got.Problem(t, 422); !slices.Equal(p.Pointers(), want) || !strings.Contains(p.Detail, "6 of 7") {
			t.Errorf("the faults are at %v: %s", p.Pointers(), p.Detail)
		}
		if now := b.organisations(t); now != before {
			t.Errorf("%d organisations were added", now-before)
		}
		if p := b.send(t, "admin", false, stale).Problem(t, 422); !slices.Equal(p.Pointers(), []string{"/items/0"}) {
			t.Errorf("a stale item is refused at %v", p.Pointers())
		}
		// Another's role is no way round the policy: neither together nor alone.
		b.send(t, "donorA", false, ngo("DONORS")).Problem(t, 403)
		alone := b.results(t, b.send(t, "donorA", true, ngo("DONORS"), batchItem("PATCH", "/needs/"+string(w.IDs["need of kgz"]), `{}`)))
		if alone[0].Status != 403 || alone[1].Status != 403 {
			t.Errorf("a donor's items are answered by %+v", alone)
		}
		b.send(t, "reader", false, ngo("READER")).Problem(t, 403)
		var many []map[string]any
		for i := range 501 {
			many = append(many, ngo(fmt.Sprint("MANY", i)))
		}
		w.Do(t, call{As: "admin", Method: http.MethodPost, Path: "/batch", Body: map[string]any{"items": many},
			Wrong: true}).Problem(t, 422)
	})
}

// TestBatchAlone saves each item for itself, and answers a batch that is sent again as it answered before.
func TestBatchAlone(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		b, before := batchWorld{w}, batchWorld{w}.organisations(t)
		for _, alone := range []bool{true, false} {
			c := call{As: "admin", Method: http.MethodPost, Path: "/batch", Header: map[string]string{"Idempotency-Key": fmt.Sprint(alone)},
				Body: map[string]any{"alone": alone, "items": []any{ngo(fmt.Sprint("A-", alone)), ngo(fmt.Sprint("B-", alone))}}}
			first, again := b.results(t, w.Do(t, c)), b.results(t, w.Do(t, c))
			for i := range first {
				if first[i].Replayed || !again[i].Replayed || first[i].Body != again[i].Body || first[i].Status != 201 {
					t.Errorf("alone %t: item %d is answered by %+v, and again by %+v", alone, i, first[i], again[i])
				}
			}
		}
		mixed := b.results(t, b.send(t, "admin", true, ngo("C"), ngo("PARTNER1"), ngo("D")))
		if mixed[0].Status != 201 || mixed[1].Status != 409 || mixed[2].Status != 201 ||
			!strings.Contains(string(mixed[1].Body), `"pointer":"/code"`) {
			t.Errorf("a batch with one fault is answered by %+v", mixed)
		}
		if now := b.organisations(t); now != before+6 {
			t.Errorf("%d organisations were added, not 6", now-before)
		}
	})
}
