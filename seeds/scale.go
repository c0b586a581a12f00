package seeds

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"qadam/app"
	"qadam/app/engine"
	"qadam/models"
)

// The size of a scaled portfolio. What is above the line grows with the scale, the rest does not.
const (
	scaleNeeds      = 1000
	scaleFindings   = 400
	scaleProjects   = scaleNeeds / needsAProject
	scaleActivities = scaleProjects * activitiesAProject
	scaleMilestones = scaleActivities * milestonesAnActivity
	scaleUpdates    = scaleActivities * updatesAnActivity
	scaleOffers     = 20

	needsAProject         = 5
	activitiesAProject    = 10
	milestonesAnActivity  = 5
	updatesAnActivity     = 5
	transactionsAProject  = 5
	scaleMissions         = 30
	scalePartners         = 20
	scaleDonors           = 20
	contactsAnOffice      = 3
	usersAnOffice         = 2
	institutionsAState    = 8
	mostScale             = 100
	scaleSeed             = 20210118
	batch                 = 2000
	scaleMonthsOfExchange = 66
)

// Scale fills an installation that holds the reference data and nothing else with n thousand needs and the portfolio that
// answers them: all invented, and the same for the same n and day. It is for measuring how the program bears its load.
// Progress is told table by table.
func Scale(ctx context.Context, a *app.App, n int, today models.Date, progress func(table string, done, total int)) error {
	if n < 1 || n > mostScale {
		return fmt.Errorf("give a scale from 1 to %d, not %d", mostScale, n)
	}
	if _, err := models.ParseDate(string(today)); err != nil {
		return fmt.Errorf("today: %w", err)
	}
	themes, err := a.Themes.List(ctx, engine.System(), models.ListQuery{Limit: models.MaxLimit, Sort: "code"})
	if err != nil {
		return err
	}
	s := &scale{n: n, today: today}
	for _, t := range themes.Items {
		s.themes = append(s.themes, t.Code)
	}
	if len(s.themes) < 2 {
		return fmt.Errorf("the reference data is missing: load it first")
	}
	return a.LoadBulk(ctx, engine.System(), func(b *engine.Bulk) error {
		f := &filling{ctx: ctx, bulk: b, progress: progress}
		s.people(f, a)
		s.assessment(f, a)
		s.portfolio(f, a)
		return f.err
	})
}

// scale makes every object from its kind and its number alone: nothing is kept, however many there are, and any object can
// name any other.
type scale struct {
	n      int
	today  models.Date
	themes []string
}

// kind tells the nouns apart, so that each object has an id and a stream of chance of its own.
type kind uint64

const (
	anOrganisation kind = iota + 1
	aUser
	aContact
	anInstitution
	aRate
	aMission
	aFinding
	aNeed
	aStep
	aReferral
	aConsent
	aProject
	anActivity
	aMilestone
	anUpdate
	aTransaction
	anIndicator
	anOffer
)

// chance gives an object's own stream of chance.
func chance(k kind, i int) *rand.Rand {
	return rand.New(rand.NewPCG(scaleSeed+uint64(k)<<32, uint64(i)*0x9e3779b97f4a7c15))
}

// base makes the common part of an object that was born on a day.
func (s *scale) base(k kind, i int, born models.Date) models.Base {
	return models.Base{ID: s.id(k, i, born), Version: 1, CreatedAt: morning(born), UpdatedAt: morning(born)}
}

func morning(day models.Date) time.Time { return day.Time().Add(9 * time.Hour) }

func (s *scale) id(k kind, i int, born models.Date) models.ID { return idAt(k, i, morning(born)) }

// idAt gives an object its id, in the form of a UUIDv7 of an instant.
func idAt(k kind, i int, at time.Time) models.ID {
	bits := rand.NewPCG(^(scaleSeed + uint64(k)<<32), uint64(i))
	var u uuid.UUID
	binary.BigEndian.PutUint64(u[:8], uint64(at.UnixMilli())<<16|0x7000|bits.Uint64()&0xfff)
	binary.BigEndian.PutUint64(u[8:], 1<<63|bits.Uint64()>>2)
	return models.ID(u.String())
}

// past keeps a day from lying in the future.
func (s *scale) past(day models.Date) models.Date { return min(day, s.today) }

// filling brings in one table after the other, and stops at the first error.
type filling struct {
	ctx      context.Context
	bulk     *engine.Bulk
	progress func(table string, done, total int)
	err      error
}

// table brings in the rows that make makes of the numbers from 0 to total; it may make none of a number, or several.
func table[T any](f *filling, name string, total int, load func(*engine.Bulk, []*T) error, make func(i int) []*T) {
	for from := 0; from < total && f.err == nil; from += batch {
		to := min(from+batch, total)
		var rows []*T
		for i := from; i < to; i++ {
			rows = append(rows, make(i)...)
		}
		if f.err = f.ctx.Err(); f.err == nil && len(rows) > 0 {
			f.err = load(f.bulk, rows)
		}
		if f.err == nil && f.progress != nil {
			f.progress(name, to, total)
		}
	}
}

// single makes a row of each number.
func single[T any](make func(i int) T) func(int) []*T {
	return func(i int) []*T {
		row := make(i)
		return []*T{&row}
	}
}

// oneOf picks one of some values.
func oneOf[V any](r *rand.Rand, values ...V) V { return values[r.IntN(len(values))] }

// share tells by chance, true in so many of a hundred cases.
func share(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

// between picks a whole number from one bound to the other.
func between(r *rand.Rand, from, to int) int { return from + r.IntN(to-from+1) }

// twoThemes picks two different themes, the common ones more often.
func (s *scale) twoThemes(r *rand.Rand) []string {
	a := min(r.IntN(len(s.themes)), r.IntN(len(s.themes)))
	b := (a + 1 + r.IntN(len(s.themes)-1)) % len(s.themes)
	two := []string{s.themes[a], s.themes[b]}
	slices.Sort(two)
	return two
}
