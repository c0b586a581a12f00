package pages

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/i18n"
	"qadam/models"
	"qadam/web"
)

// A manager reads pages with the eyes of another reader: of an organisation, or of a State's counterpart. Nothing can be changed then.

// viewAsCookie is the cookie that keeps in which session and as whom: "<session>.<role>:<of>". What it opens is judged anew at each
// request.
const viewAsCookie = "view_as"

const viewAsAction = "view_as.page"

func viewAsRoutes() []route {
	return []route{
		{fiber.MethodGet, "/view-as", viewAsAction,
			personal(func(x *exchange) error { return x.chooseEyes(fiber.StatusOK, web.Form{}) })},
		{fiber.MethodPost, "/view-as", viewAsAction, personal(chosenEyes)},
		{fiber.MethodPost, "/view-as/leave", viewAsAction, personal(takeOffEyes)},
	}
}

// putOnEyes makes the actor the reader with whose eyes a manager looks in this session.
func (x *exchange) putOnEyes() error {
	session, as, _ := strings.Cut(x.guard.Cookie(x.c, viewAsCookie), ".")
	if as == "" || session != string(x.actor.SessionID) || !x.actor.SeesAll() {
		return nil
	}
	eyes, err := x.app.ViewAs(x.ctx, x.actor, as)
	if models.CodeOf(err) == models.Forbidden { // nobody can be viewed so any more
		x.guard.SetCookie(x.c, viewAsCookie, "")
		return nil
	}
	if err == nil {
		x.actor = eyes
	}
	return err
}

// chooseEyes shows as whom the reader can look.
func (x *exchange) chooseEyes(status int, back web.Form) error {
	if !x.actor.SeesAll() {
		return models.NotFoundError()
	}
	v := web.ViewAs{Form: back}
	missions, err := all(x, x.app.Missions, models.ListQuery{})
	if err != nil {
		return err
	}
	var codes []string
	for _, m := range missions {
		codes = append(codes, m.CountryCode)
	}
	for _, code := range slices.Compact(slices.Sorted(slices.Values(codes))) {
		v.Choices = append(v.Choices, web.FacetOption{Value: "national:" + code, Key: "role.national",
			Text: i18n.CountryNames(code)[x.tag()]})
	}
	organisations, err := all(x, x.app.Organisations, models.ListQuery{Sort: "name"})
	if err != nil {
		return err
	}
	for _, role := range []models.Role{models.Partner, models.Donor} {
		for _, o := range organisations {
			v.Choices = append(v.Choices, web.FacetOption{Value: string(role) + ":" + string(o.ID), Key: "role." + string(role),
				Text: o.Name})
		}
	}
	return x.show(status, v)
}

func chosenEyes(x *exchange) error {
	as := x.sent.Get("as")
	if as == "" {
		return x.chooseEyes(fiber.StatusUnprocessableEntity, web.NewForm("", x.sent, web.Fault{Field: "as", Rule: "organisation"}))
	}
	if _, err := x.app.ViewAs(x.ctx, x.actor, as); err != nil {
		return hide(err)
	}
	x.guard.SetCookie(x.c, viewAsCookie, string(x.actor.SessionID)+"."+as)
	return x.redirect("/needs")
}

func takeOffEyes(x *exchange) error {
	x.guard.SetCookie(x.c, viewAsCookie, "")
	return x.redirect("/needs")
}
