package pages_test

import (
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
)

// TestAssessorsScoreByTheForm scores a mission need by need, as a counterpart of its State and as a donor to whom one need is open and the
// mission is not; who is not asked finds no form.
func TestAssessorsScoreByTheForm(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		w.Do(t, handlerstest.Call{Signed: "manager", Method: "POST", Path: "/missions/" + string(w.IDs["mission"]) + "/assessors",
			Body: map[string]any{"user_ids": []any{w.IDs["user kaz"], w.IDs["user donorA"]}}}).Want(t, 200)
		kaz, donor := at(t, w, "kaz", "mission", "mission"), at(t, w, "donorA", "mission", "mission")
		donor.hidden("score", "donorB", "partner1", "kgz")
		handlerstest.WantText(t, kaz.read(), 200, "5 needs wait for your scores", "KAZ-2021-02", "1: None", ": why?")
		handlerstest.WantText(t, donor.read(), 200, "1 need waits for your scores", "KAZ-2021-05")
		if text := said(donor.read()); strings.Contains(text, "KAZ-2021-M1") || strings.Contains(text, "KAZ-2021-06") {
			t.Errorf("the donor reads of what is not open to it: %s", text)
		}
		kaz.refused("score", 422, []string{"Choose an answer", "Say why"}, "value-urgency", "4", "reason-urgency", "", "reason-cost", "")
		kaz.refused("score", 422, []string{"Say why", `value="4" checked`, `value="Seen there"`}, "value-urgency", "4", "value-cost", "2",
			"reason-urgency", "Seen there", "reason-cost", " ")
		all := []string{"value-urgency", "4", "value-cost", "2", "reason-urgency", "Seen there", "reason-cost", "Prices of May"}
		if got := kaz.send("score", all...); got.Status != 303 || got.Header.Get("Location") != kaz.path {
			t.Errorf("after one of five the browser goes to %s", got.Header.Get("Location"))
		}
		handlerstest.WantText(t, kaz.read(), 200, "4 needs wait for your scores")
		donor.done("score", all...)
		handlerstest.WantText(t, donor.read(), 404, "You cannot see this page")
	})
}
