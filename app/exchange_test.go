package app_test

import (
	"testing"

	"qadam/app/priority"
	"qadam/app/store"
	"qadam/models"
)

// Any two needs are exchanged by the smallest change of one weight, or by none. By hand, with u for the weight of urgency: the
// first need has 3.5u + 3(1-u) points of merit, the second 2u + 4(1-u), the third 4u. The first and the third meet at 6/7, the
// second passes the first below 0.4, and passes the third, where they meet at 2/3, below that.
func TestWhatExchangesTwoNeeds(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		scheme := w.scored()
		w.stepNeed(4, "agreed", "2021-02-15", "")
		w.score(w.manager, 4, scheme, "urgency", 1)
		w.score(w.manager, 4, scheme, "cost", 5)
		exchange := func(who models.Actor, one, other int, weights ...models.WeightInput) (*models.Exchange, error) {
			names := [2]string{}
			for i, n := range [2]int{one, other} {
				if n > 0 {
					names[i] = w.needs[n].Reference
				}
			}
			return w.Exchange(w.ctx, who, priority.Trial{Filters: map[string]string{}, Weights: weights}, names[0], names[1])
		}
		wants := func(x *models.Exchange, ahead, behind int, criterion string, from, to models.Score) {
			t.Helper()
			got := models.NearestSwap{}
			if x.Swap != nil {
				got = *x.Swap
				got.Words = ""
			}
			want := models.NearestSwap{Criterion: criterion, From: from, To: to}
			if criterion != "" {
				want.Rises, want.Falls = w.needs[behind].Reference, w.needs[ahead].Reference
			}
			if x.Ahead != w.needs[ahead].Reference || x.Behind != w.needs[behind].Reference || got != want || x.Words == "" {
				t.Errorf("%+v of %+v, not %+v", x.Swap, x, want)
			}
		}
		wants(sure(exchange(w.manager, 1, 3))(t), 1, 3, "urgency", 60_00, 85_72)
		wants(sure(exchange(w.nationalKAZ, 3, 1))(t), 1, 3, "urgency", 60_00, 85_72)
		wants(sure(exchange(w.manager, 2, 3))(t), 2, 3, "urgency", 60_00, 66_67)
		wants(sure(exchange(w.manager, 0, 0))(t), 1, 2, "urgency", 60_00, 39_99)
		wants(sure(exchange(w.manager, 0, 1))(t), 1, 2, "urgency", 60_00, 39_99)
		wants(sure(exchange(w.manager, 1, 2, models.WeightInput{Code: "urgency", Weight: 20_00}))(t), 2, 1, "urgency", 20_00, 40_00)
		wants(sure(exchange(w.manager, 3, 4))(t), 3, 4, "", 0, 0) // the fourth is nowhere better
		if x := sure(exchange(w.nationalKGZ, 0, 0))(t); *x != (models.Exchange{Words: "Fewer than two needs are scored"}) {
			t.Errorf("without scored needs it is %+v", x)
		}
		_, err := exchange(w.manager, 1, 1)
		refuses(t, "one need", err, models.Invalid, "other")
		_, err = exchange(w.manager, 1, 5)
		refuses(t, "a need without scores", err, models.Invalid, "other")
		_, err = exchange(w.nationalKGZ, 1, 3)
		refuses(t, "another State", err, models.Invalid, "one")
		_, err = exchange(w.partner1, 1, 3)
		refused(t, err, models.Forbidden, "a partner")
	})
}
