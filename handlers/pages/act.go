package pages

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/app/engine"
	"qadam/app/reminders"
	"qadam/models"
	"qadam/web"
)

// The pages on which steps are taken: one for each object that a step can be about, with a form for each act that its reader may do.

const actAction = "reminder.act"

// actPage is the page of one kind of object.
type actPage struct {
	// read gives the page with the forms that the reader can send now.
	read func(x *exchange, id models.ID) (*web.Act, error)
	// deeds are what its forms do, by the act.
	deeds map[string]deed
}

// deed reads a form, and does what it is for.
type deed func(*step) error

// step is a form of such a page as it was sent.
type step struct {
	*exchange
	*form
	// id is the page's object, and of the part of it that the form is about; "" for the object itself.
	id, of models.ID
	// version is that of what is changed, as its reader saw it.
	version int
	// next is where the browser goes on.
	next string
}

// actPages are all of them, by the noun in their path.
func actPages() map[string]actPage {
	return map[string]actPage{
		"consent_request": {readRequest, map[string]deed{"consent": answerRequest}},
		"consent":         {readConsent, map[string]deed{"renew": renewConsent}},
		"mission": {readMission, map[string]deed{"agree": agreeToNeeds, "clock": noteClock, "score": scoreNeed,
			"comment": comment(models.CommentMission)}},
		"ranking": {readRanking, map[string]deed{"rank": answerRanking, "take_back": takeRankingBack}},
		"need": {readNeed, map[string]deed{"met": answerNeed, "decide": decideNeed, "refer": referNeed, "step": stepNeed,
			"comment": comment(models.CommentNeed)}},
		"referral": {readReferral, map[string]deed{"reply": stepReferral, "note": stepReferral, "choose": chooseReferral}},
		"project":  {readProject, map[string]deed{"report": reportPeriod}},
		"activity": {readActivity, map[string]deed{"ask": askForUpdate, "write": writeUpdate, "review": reviewUpdate, "date": decideDate,
			"resend": resendUpdate, "comment": comment(models.CommentActivity)}},
		"report_deadline": {readDeadline, map[string]deed{"issue": issueReport}},
		"milestone":       {readMilestone, map[string]deed{"date": decideDate}},
		"finding":         {readFinding, map[string]deed{"comment": comment(models.CommentFinding)}},
		"update": {readUpdate, map[string]deed{"review": reviewUpdate, "resend": resendUpdate,
			"comment": comment(models.CommentUpdate)}},
		"report": {readReport, map[string]deed{"comment": comment(models.CommentReport)}},
	}
}

func actRoutes() []route {
	var all []route
	pages := actPages()
	for _, noun := range slices.Sorted(maps.Keys(pages)) {
		page, path := pages[noun], "/"+engine.PeoplesPage+"/"+noun+"/:id"
		all = append(all, route{fiber.MethodGet, path, actAction, signedIn(func(x *exchange) error { return x.showAct(page, nil) })},
			route{fiber.MethodPost, path, actAction, signedIn(func(x *exchange) error { return x.act(page) })})
	}
	return all
}

// refused is a form that comes back.
type refused struct {
	status int
	shown  web.Form
	// from is the page from which it was sent; "" for its own.
	from string
}

// showAct shows a page; with the form that was refused, if any.
func (x *exchange) showAct(page actPage, back *refused) error {
	id, err := x.id()
	if err != nil {
		return err
	}
	v, err := page.read(x, id)
	if err != nil {
		return hide(err)
	}
	v.Address = x.c.OriginalURL()
	for i := range v.Forms {
		v.Forms[i].Token = string(models.NewID())
	}
	if back == nil {
		return x.show(fiber.StatusOK, *v)
	}
	v.Show(back.shown)
	if v.From = back.from; v.From != "" {
		for i := range v.Forms {
			v.Forms[i].Hidden = append(v.Forms[i].Hidden, web.Hidden{Name: "from", Value: v.From})
		}
	}
	return x.show(back.status, *v)
}

// act takes a form of a page.
func (x *exchange) act(page actPage) error {
	id, err := x.id()
	if err != nil {
		return err
	}
	do := page.deeds[x.sent.Get("act")]
	if do == nil {
		return notWhole()
	}
	s := &step{exchange: x, id: id, form: x.form(web.ActKey(x.sent.Get("act"), x.sent.Get("of")))}
	if of := x.sent.Get("of"); of != "" {
		if s.of, err = models.ParseID(of); err != nil {
			return notWhole()
		}
	}
	if version := x.sent.Get("version"); version != "" {
		if s.version, err = strconv.Atoi(version); err != nil || s.version < 0 {
			return notWhole()
		}
	}
	x.ctx = s.once(x.ctx, "")
	err = do(s)
	if back := s.back(err); back != nil {
		x.sent = nil // what is read now is read anew
		return x.showAct(page, back)
	}
	if err != nil {
		return hide(err)
	}
	if s.next == "" {
		return x.redirect(cmp.Or(s.from(), "/"+engine.PeoplesPage), "done", "1")
	}
	return x.redirect(s.next)
}

// from is the page of ours from which the form was sent, where its sender goes on; "" for the form's own.
func (s *step) from() string {
	if page := s.form.sent.Get("from"); strings.HasPrefix(page, "/needs/") && !strings.ContainsAny(page[1:], "\\?#:") {
		return localPage(page)
	}
	return ""
}

// once marks a context so that the same form, sent twice, does its part once.
func (s *step) once(ctx context.Context, part string) context.Context {
	return s.sentOnce(ctx, actAction, part)
}

// back is the form as it comes back after an error that its sender can do something about, or has to know of; else nil.
func (s *step) back(err error) *refused {
	var e *models.Error
	if !errors.As(err, &e) {
		return nil
	}
	again := func(status int, faults ...web.Fault) *refused {
		return &refused{status, web.NewForm(s.key, s.form.sent, faults...), s.from()}
	}
	switch e.Code {
	case models.Stale:
		return again(fiber.StatusConflict, web.Fault{Rule: "stale"})
	case models.Conflict:
		return again(fiber.StatusConflict, web.Fault{Rule: "moved"}, web.Fault{Text: e.Message})
	case models.Invalid:
		shown, _ := s.view(err)
		return &refused{fiber.StatusUnprocessableEntity, shown, s.from()}
	}
	return nil
}

// hide makes what an actor may not do look as if it were not there.
func hide(err error) error {
	if models.CodeOf(err) == models.Forbidden {
		return models.NotFoundError()
	}
	return err
}

// may tells whether the reader can do something at all.
func (x *exchange) may(action string) bool { return engine.Allow(x.actor, action) == nil }

// answer reads which answer was chosen; pointer is what it fills.
func (s *step) answer(pointer string) string {
	chosen := s.choice("answer", pointer)
	s.hint("answer", nil)
	if chosen == "" {
		s.refuse(models.FieldError{Rule: "answer", Detail: "Choose an answer."})
	}
	return chosen
}

// reason reads the reason of an answer.
func (s *step) reason() string {
	reason := s.text("reason", "/reason")
	s.hint("reason", nil)
	return reason
}

// first gives a query of the first objects that a filter finds.
func first(filters ...string) models.ListQuery {
	q := models.ListQuery{Limit: models.MaxLimit, Filters: map[string]string{}}
	for i := 0; i < len(filters); i += 2 {
		q.Filters[filters[i]] = filters[i+1]
	}
	return q
}

// sentence makes a sentence of such a page, with its arguments as name and value by turns.
func sentence(key string, args ...any) web.Sentence {
	s := web.Sentence{Key: "act." + key, Args: map[string]any{}}
	for i := 0; i < len(args); i += 2 {
		s.Args[args[i].(string)] = args[i+1]
	}
	return s
}

// hold locks what a form changes, as its reader saw it, and judges whether the form still fits it. Sent twice, the form is answered as
// the first time. It is called in a joint transaction.
func hold[T, I any](ctx context.Context, s *step, of engine.Resource[T, I], version int, fits func(*T) error) (*T, error) {
	ctx = s.once(ctx, "hold")
	row, err := of.Hold(ctx, s.actor, s.id, version)
	if err == nil && !engine.Replayed(ctx) {
		err = fits(row)
	}
	return row, err
}

// actForm makes the form of an act about a version of something, filled in with what is known: names and values by turns.
func actForm(do reminders.Act, of models.ID, version int, filled ...string) web.ActForm {
	f := web.NewActForm(string(do), of)
	f.Version, f.Values = version, url.Values{}
	for i := 0; i < len(filled); i += 2 {
		f.Values.Set(filled[i], filled[i+1])
	}
	return f
}
