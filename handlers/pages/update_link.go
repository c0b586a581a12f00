package pages

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/app/updatelink"
	"qadam/handlers/request"
	"qadam/i18n"
	"qadam/models"
	"qadam/models/typed"
	"qadam/web"
)

// The pages behind update links. The address is the whole right: there is no session, and no cookie is read or set.

// formLimit is the most bytes of a form that a person fills in.
const formLimit = 64 << 10

func updateLinkRoutes() []route {
	const get, post, action = fiber.MethodGet, fiber.MethodPost, "update_link.use"
	return []route{
		{get, "/u/:secret", action, linked(showLink)},
		{post, "/u/:secret", action, linked(answerLink)},
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
	form   url.Values
}

// linked is what all pages of a link have in common.
func linked(do func(*visit) error) page {
	return func(x *exchange) error {
		v := &visit{exchange: x, secret: x.c.Params("secret")}
		if x.c.Method() == fiber.MethodPost {
			if err := v.read(); err != nil {
				return err
			}
		}
		err := do(v)
		var e *models.Error
		switch {
		case errors.As(err, &e) && e.Code == models.NotFound:
			return v.state(nil, fiber.StatusNotFound, "wrong")
		case errors.As(err, &e) && e.Code == models.TooManyRequests:
			return v.done(fiber.StatusTooManyRequests, "limited")
		}
		return err
	}
}

// read reads the form.
func (v *visit) read() error {
	body := v.c.Request().Body()
	if !strings.HasPrefix(v.c.Get(fiber.HeaderContentType), fiber.MIMEApplicationForm) {
		return models.Errorf(models.UnsupportedMediaType, "Send the form as a browser does.")
	}
	if len(body) > formLimit {
		return models.Errorf(models.TooLarge, "The form is larger than %d bytes.", formLimit)
	}
	form, err := url.ParseQuery(string(body))
	for _, values := range form {
		for _, value := range values {
			if !request.ValidText(value) {
				err = models.Errorf(models.Malformed, "The form is not valid UTF-8 text.")
			}
		}
	}
	if v.form = form; err != nil {
		return models.Errorf(models.Malformed, "The form cannot be read.")
	}
	return nil
}

func (v *visit) address() string { return "/u/" + v.secret }

// page shows a page of the link in its recipient's language, unless another was chosen.
func (v *visit) page(p *updatelink.LinkPage, status int, view web.View) error {
	language := ""
	if p != nil {
		language = p.Link.Language
	}
	return v.render(v.c, status, language, view)
}

func (v *visit) state(p *updatelink.LinkPage, status int, kind string) error {
	view := web.UpdateState{Kind: kind, Address: v.address()}
	if p != nil {
		view.Until, view.MayAsk = models.DateOf(p.Link.ExpiresAt), p.MayAsk
		view.ManagerName, view.ManagerAddress = p.ManagerName, p.ManagerEmail
	}
	return v.page(p, status, view)
}

// show shows what the link is good for now. Mail scanners open links, too: nothing changes by it.
func (v *visit) show(p *updatelink.LinkPage, again bool) error {
	switch p.State {
	case models.LinkOpen:
		return v.page(p, fiber.StatusOK, v.formOf(p))
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
	p, err := v.app.OpenLink(v.ctx, v.secret)
	if err != nil {
		return err
	}
	return v.show(p, false)
}

// answerLink takes the form. After it was taken the browser is sent on, so that reloading sends nothing again.
func answerLink(v *visit) error {
	p, err := v.app.OpenLink(v.ctx, v.secret)
	if err != nil {
		return err
	}
	if p.State != models.LinkOpen && p.State != models.LinkUsed {
		return v.show(p, false)
	}
	answer, faults := v.answer(p)
	if len(faults) > 0 { // what can be read is judged all the same: all faults are told at once
		_, err := p.Judge(answer)
		return v.faulty(p, append(faults, v.faults(err, p)...))
	}
	err = v.app.AnswerLink(v.ctx, v.secret, answer)
	switch {
	case err == nil:
		return v.redirect(v.address())
	case errors.Is(err, updatelink.ErrLinkOver): // since it was looked at
		if p, err = v.app.OpenLink(v.ctx, v.secret); err != nil {
			return err
		}
		return v.show(p, true)
	}
	if faults = v.faults(err, p); len(faults) == 0 {
		return err
	}
	return v.faulty(p, faults)
}

// faulty shows the form again with what was typed and what is wrong with it, in the order of its fields.
func (v *visit) faulty(p *updatelink.LinkPage, faults []web.Fault) error {
	order := []string{"health"}
	for _, m := range p.Due {
		order = append(order, "d-"+string(m.ID))
	}
	order = append(order, "narrative", "spent")
	slices.SortStableFunc(faults, func(a, b web.Fault) int { return slices.Index(order, a.Field) - slices.Index(order, b.Field) })
	view := v.formOf(p)
	for i := range faults {
		if faults[i].Rule == "date" {
			faults[i].Args = map[string]any{"Date": view.Example()}
		}
	}
	view.Faults = faults
	return v.page(p, fiber.StatusUnprocessableEntity, view)
}

// answer reads what was typed. What cannot be read is a fault; the rules are the use case's.
func (v *visit) answer(p *updatelink.LinkPage) (updatelink.LinkAnswer, []web.Fault) {
	in := updatelink.LinkAnswer{FormToken: v.form.Get("token"), NoChange: v.form.Get("act") == "same"}
	if in.NoChange {
		return in, nil
	}
	var faults []web.Fault
	in.Health = v.form.Get("health")
	narrative, fault := typed.Text(v.form.Get("narrative"))
	if fault != nil {
		faults = append(faults, web.FaultOf("narrative", fault))
	}
	in.Narrative = narrative
	for _, m := range p.Due {
		field, said, done := "d-"+string(m.ID), strings.TrimSpace(v.form.Get("d-"+string(m.ID))), v.form.Get("m-"+string(m.ID)) != ""
		day, fault := v.site.ParseDay(said, p.Today)
		switch {
		case said != "" && done:
			faults = append(faults, web.Fault{Field: field, Rule: "both"})
		case said != "" && fault != nil:
			faults = append(faults, web.FaultOf(field, fault))
		case said != "":
			in.Milestones = append(in.Milestones, models.MilestoneMove{MilestoneID: m.ID, DueOn: day})
		case done:
			in.Milestones = append(in.Milestones, models.MilestoneMove{MilestoneID: m.ID, DoneOn: p.Today})
		}
	}
	if said := strings.TrimSpace(v.form.Get("spent")); said != "" {
		amount, fault := typed.Amount(said, models.ReportingCurrency)
		switch {
		case fault != nil:
			faults = append(faults, web.FaultOf("spent", fault))
		case amount.Minor < 0:
			faults = append(faults, web.Fault{Field: "spent", Rule: "amount"})
		default:
			in.Spent = &amount
		}
	}
	return in, faults
}

// faults turns a refusal of the use case into faults of the form; none, when it is none that its reader can mend.
func (v *visit) faults(err error, p *updatelink.LinkPage) []web.Fault {
	var e *models.Error
	if !errors.As(err, &e) || e.Code != models.Invalid && e.Code != models.Conflict {
		return nil
	}
	if len(e.Fields) == 0 {
		return []web.Fault{{Text: e.Message}}
	}
	var out []web.Fault
	for _, f := range e.Fields {
		field := strings.TrimPrefix(f.Pointer, "/")
		if id, ok := strings.CutPrefix(field, "milestones/"); ok {
			field = "d-" + id
		}
		out = append(out, web.Fault{Field: field, Rule: f.Rule, Text: f.Detail, Args: map[string]any{"Date": p.Today, "Amount": p.Spent}})
	}
	return out
}

// formOf makes the form, with what was typed where it comes back with faults.
func (v *visit) formOf(p *updatelink.LinkPage) web.UpdateForm {
	f := web.UpdateForm{Address: v.address(), Token: string(models.NewID()), Recipient: p.Link.RecipientName, Organisation: p.Organisation,
		Only: v.c.Query("same") == "1" && v.form == nil, Reference: p.Activity.Reference, Title: p.Activity.Title, MayFinish: p.MayFinish,
		MayPass: len(p.Colleagues) > 0,
		Country: i18n.CountryNames(p.Activity.CountryCode), Until: models.DateOf(p.Link.ExpiresAt), Starts: p.Activity.PlannedStart,
		Ends:   p.Activity.PlannedEnd,
		Booked: p.Spent, Health: v.form.Get("health"), Narrative: v.form.Get("narrative"), Spent: v.form.Get("spent")}
	if token := v.form.Get("token"); token != "" {
		f.Token = token
	}
	for _, m := range p.Due {
		f.Due = append(f.Due, web.DueMilestone{ID: string(m.ID), Title: m.Title, DueOn: m.DueOn, Late: m.DueOn < p.Today,
			Typed: v.form.Get("d-" + string(m.ID)), Delivered: v.form.Get("m-"+string(m.ID)) != ""})
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
func (v *visit) sentOf(p *updatelink.LinkPage, again bool) web.UpdateSent {
	u := p.Sent
	out := web.UpdateSent{Address: v.address(), Recipient: p.Link.RecipientName, Reference: p.Activity.Reference, Title: p.Activity.Title,
		Again:  again,
		Health: string(u.Health), NoChange: u.NoChange, Finished: p.Activity.Status == models.ActivityFinalisation && u.Progress != nil,
		Narrative: u.Narrative, Spent: u.Spent, At: *p.Link.UsedAt}
	for _, move := range u.Milestones {
		for _, m := range p.Milestones {
			if m.ID == move.MilestoneID {
				out.Milestones = append(out.Milestones, web.SentMilestone{Title: m.Title, NewOn: move.DueOn})
			}
		}
	}
	return out
}

func showColleagues(v *visit) error { return v.colleagues(false) }

func (v *visit) colleagues(fault bool) error {
	p, err := v.app.OpenLink(v.ctx, v.secret)
	if err != nil {
		return err
	}
	if p.State != models.LinkOpen || len(p.Colleagues) == 0 {
		return v.show(p, false)
	}
	view := web.UpdateColleague{Address: v.address(), Reference: p.Activity.Reference, Title: p.Activity.Title, Fault: fault}
	for _, c := range p.Colleagues {
		view.Colleagues = append(view.Colleagues, web.Colleague{ID: string(c.ID), Name: c.Name})
	}
	status := fiber.StatusOK
	if fault {
		status = fiber.StatusUnprocessableEntity
	}
	return v.page(p, status, view)
}

func passLink(v *visit) error {
	id, err := models.ParseID(v.form.Get("contact"))
	if err != nil {
		return v.colleagues(true)
	}
	if err := v.app.PassLink(v.ctx, v.secret, id); models.CodeOf(err) == models.NotFound {
		return v.colleagues(true) // none of theirs any more, or the link itself is over
	} else if err != nil {
		return err
	}
	return v.done(fiber.StatusOK, "passed")
}

func askAnotherLink(v *visit) error {
	if err := v.app.AskAnotherLink(v.ctx, v.secret); err != nil {
		return err
	}
	return v.done(fiber.StatusOK, "asked")
}

// done says in the recipient's language what was done, or why not.
func (v *visit) done(status int, kind string) error {
	p, err := v.app.OpenLink(v.ctx, v.secret)
	if err != nil {
		return err
	}
	return v.state(p, status, kind)
}
