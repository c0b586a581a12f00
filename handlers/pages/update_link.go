package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/app/updatelink"
	"qadam/handlers/request"
	"qadam/i18n"
	"qadam/models"
	"qadam/web"
)

// The pages behind update links. The address is the whole right: there is no session, and no cookie is read or set.

func updateLinkRoutes() []route {
	const get, post, action = fiber.MethodGet, fiber.MethodPost, "update_link.use"
	return []route{
		{get, linkPath, action, linked(showLink)},
		{post, linkPath, action, linked(answerLink)},
		{get, "/u/:secret/colleague", action, linked(showColleagues)},
		{post, "/u/:secret/colleague", action, linked(passLink)},
		{post, "/u/:secret/again", action, linked(askAnotherLink)},
		{get, "/u/:secret/again", action, linked(showLink)}, // where its links to other languages lead
	}
}

// visit is one exchange on the page of a link.
type visit struct {
	*exchange
	secret string
}

// linked is what all pages of a link have in common.
func linked(do func(*visit) error) page {
	return func(x *exchange) (err error) {
		v := &visit{exchange: x, secret: x.c.Params("secret")}
		if !request.Safe(x.c) {
			if hasFiles(x.c) {
				x.sent, x.files, err = readFiles(x.c)
			} else {
				x.sent, err = readForm(x.c)
			}
			if err != nil {
				return err
			}
		}
		err = do(v)
		if models.CodeOf(err) == models.NotFound {
			return v.state(nil, fiber.StatusNotFound, "wrong")
		}
		return err
	}
}

func (v *visit) address() string { return "/u/" + v.secret }

// page shows a page of the link in its recipient's language, unless another was chosen.
func (v *visit) page(p *updatelink.Page, status int, view web.View) error {
	language := ""
	if p != nil {
		language = p.Link.Language
	}
	return v.render(v.c, status, language, view)
}

func (v *visit) state(p *updatelink.Page, status int, kind string) error {
	view := web.UpdateState{Kind: kind, Address: v.address()}
	if p != nil {
		view.Until, view.MayAsk = models.DateOf(p.Link.ExpiresAt), p.MayAsk
		view.ManagerName, view.ManagerAddress = p.ManagerName, p.ManagerEmail
	}
	return v.page(p, status, view)
}

// show shows what the link is good for now. Mail scanners open links, too: nothing changes by it.
func (v *visit) show(p *updatelink.Page, again bool) error {
	switch p.State {
	case models.LinkOpen:
		return v.page(p, fiber.StatusOK, v.formOf(p, web.Form{}))
	case models.LinkUsed:
		status := fiber.StatusOK
		if again {
			status = fiber.StatusConflict
		}
		return v.page(p, status, v.sentOf(p, again))
	}
	return v.state(p, fiber.StatusGone, string(p.State))
}

func showLink(v *visit) error {
	p, err := v.app.OpenUpdateLink(v.ctx, v.secret)
	if err != nil {
		return err
	}
	return v.show(p, false)
}

// answerLink takes the form. After it was taken the browser is sent on, so that reloading sends nothing again.
func answerLink(v *visit) error {
	var f *form
	files, err := v.keepFiles()
	if err != nil {
		return err
	}
	p, err := v.app.AnswerUpdateLink(v.ctx, v.secret, func(p *updatelink.Page) (updatelink.Answer, error) {
		f = v.form("")
		in := answer(f, p)
		in.Evidence = files.kept
		f.note("files", "/evidence")
		f.faults = append(f.faults, files.faults...)
		return in, f.unread()
	})
	refused := err
	if errors.Is(err, updatelink.ErrOver) || err == nil && p.State == models.LinkUsed { // nothing was saved, or it was before
		refused = models.NotFoundError()
	}
	v.app.DropRefused(v.ctx, refused, files.kept...)
	switch {
	case err == nil:
		return v.redirect(v.address())
	case errors.Is(err, updatelink.ErrOver):
		return v.show(p, p.State == models.LinkUsed)
	}
	if shown, ok := f.view(err); ok {
		return v.page(p, fiber.StatusUnprocessableEntity, v.formOf(p, shown))
	}
	return err
}

// answer reads what was typed. The rules are the use case's.
func answer(f *form, p *updatelink.Page) updatelink.Answer {
	in := updatelink.Answer{FormToken: formToken(f.sent), NoChange: f.sent.Get("act") == "same"}
	if in.NoChange {
		return in
	}
	in.Health = f.choice("health", "/health")
	for _, m := range p.Due {
		if move, ok := milestoneMove(f, p, m.ID, len(in.Milestones)); ok {
			in.Milestones = append(in.Milestones, move)
		}
	}
	in.Narrative = f.text("narrative", "/narrative")
	in.Spent = f.amount("spent", "/spent", p.Spent.Booked.Currency)
	return in
}

// formToken names a form as it was sent: one that was changed after the browser's Back is another one.
func formToken(sent url.Values) string {
	if sent.Get("token") == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(sent.Encode()))
	return hex.EncodeToString(sum[:])
}

// milestoneMove reads what is said of a milestone, as the nth of the answer; it is not ok that nothing is.
func milestoneMove(f *form, p *updatelink.Page, id models.ID, n int) (move models.MilestoneMove, ok bool) {
	m := web.DueMilestone{ID: string(id)}
	move = models.MilestoneMove{MilestoneID: id, DueOn: f.day(m.NewDate(), fmt.Sprintf("/milestones/%d", n))}
	f.hint("date", map[string]any{"Date": dayToCome(p)})
	delivered, moved := f.sent.Get(m.Delivered()) != "", strings.TrimSpace(f.sent.Get(m.NewDate())) != ""
	switch {
	case delivered && moved:
		f.refuse(models.FieldError{Rule: "both", Detail: "Give a new date or tick that it is delivered, not both."})
	case delivered:
		move.DoneOn = p.Today
	}
	return move, delivered || moved
}

// dayToCome is a day that the form shows as an example.
func dayToCome(p *updatelink.Page) models.Date { return models.DateOf(p.Link.ExpiresAt).AddMonths(1) }

// formOf makes the page of the form. Shown is the form as it comes back with faults.
func (v *visit) formOf(p *updatelink.Page, shown web.Form) web.UpdateForm {
	f := web.UpdateForm{Form: shown, Address: v.address(), Token: string(models.NewID()), Recipient: p.Link.RecipientName,
		Organisation: p.Organisation,
		Only:         v.c.Query("same") == "1" && v.sent == nil, Reference: p.Activity.Reference, Title: p.Activity.Title,
		MayFinish: p.MayFinish,
		MayPass:   len(p.Colleagues) > 0,
		Country:   i18n.CountryNames(p.Activity.CountryCode), Until: models.DateOf(p.Link.ExpiresAt), Starts: p.Activity.PlannedStart,
		Ends:   p.Activity.PlannedEnd,
		Booked: p.Spent.Booked, Waiting: p.Spent.Waiting(),
		Example: dayToCome(p), MaxFiles: maxSentFiles, MaxMegabytes: v.limits.Body >> 20}
	if token := v.sent.Get("token"); token != "" {
		f.Token = token
	}
	for _, m := range p.Due {
		f.Due = append(f.Due, web.DueMilestone{ID: string(m.ID), Title: m.Title, DueOn: m.DueOn, Late: m.DueOn < p.Today})
	}
	for _, n := range p.Activity.Needs {
		if n.Reference != "" {
			f.Needs = append(f.Needs, n.Reference)
		} else {
			f.HiddenNeeds = true
		}
	}
	for i, u := range p.Past {
		past := web.PastUpdate{On: u.StatusOn, Health: string(u.Health), Text: u.Narrative, NoChange: u.NoChange}
		if u.SubmittedAt != nil {
			past.On = models.DateOf(*u.SubmittedAt)
		}
		if i == 0 {
			f.LastOn, f.LastHealth = past.On, past.Health
		}
		f.Past = append(f.Past, past)
	}
	return f
}

// sentOf shows what was sent.
func (v *visit) sentOf(p *updatelink.Page, again bool) web.UpdateSent {
	u := p.Sent
	out := web.UpdateSent{Address: v.address(), Recipient: p.Link.RecipientName, Reference: p.Activity.Reference, Title: p.Activity.Title,
		Again:  again,
		Health: string(u.Health), NoChange: u.NoChange, Finished: p.Activity.Status == models.ActivityFinalisation && u.Progress != nil,
		Narrative: u.Narrative, Spent: u.Spent, At: *p.Link.UsedAt}
	for _, d := range u.Evidence {
		out.Files = append(out.Files, d.Title)
	}
	for _, move := range u.Milestones {
		for _, m := range p.Milestones {
			if m.ID == move.MilestoneID {
				out.Milestones = append(out.Milestones, web.SentMilestone{Title: m.Title, NewOn: move.DueOn})
			}
		}
	}
	return out
}

func showColleagues(v *visit) error {
	p, err := v.app.OpenUpdateLink(v.ctx, v.secret)
	if err != nil {
		return err
	}
	return v.colleagues(p, fiber.StatusOK, web.Form{})
}

func (v *visit) colleagues(p *updatelink.Page, status int, shown web.Form) error {
	if p.State != models.LinkOpen || len(p.Colleagues) == 0 {
		return v.show(p, false)
	}
	view := web.UpdateColleague{Form: shown, Address: v.address(), Reference: p.Activity.Reference, Title: p.Activity.Title}
	for _, c := range p.Colleagues {
		view.Colleagues = append(view.Colleagues, web.Colleague{ID: string(c.ID), Name: c.Name})
	}
	return v.page(p, status, view)
}

func passLink(v *visit) error {
	f := v.form("")
	contact := models.ID(f.choice("contact", "/contact"))
	f.hint("colleague", nil)
	p, err := v.app.PassUpdateLink(v.ctx, v.secret, contact)
	if errors.Is(err, updatelink.ErrOver) {
		return v.show(p, false)
	}
	if shown, ok := f.view(err); ok {
		return v.colleagues(p, fiber.StatusUnprocessableEntity, shown)
	}
	return v.done(p, err, "passed")
}

func askAnotherLink(v *visit) error {
	p, err := v.app.AskAnotherUpdateLink(v.ctx, v.secret)
	return v.done(p, err, "asked")
}

// done says in the recipient's language what was done, or that no more links are sent today.
func (v *visit) done(p *updatelink.Page, err error, kind string) error {
	switch {
	case err == nil:
		return v.state(p, fiber.StatusOK, kind)
	case models.CodeOf(err) == models.TooManyRequests:
		return v.state(p, fiber.StatusTooManyRequests, "limited")
	}
	return err
}
