package pages

import (
	"github.com/gofiber/fiber/v2"

	"qadam/models"
	"qadam/web"
)

// A manager reads pages with the eyes of another reader: of an organisation, or of a State's counterpart. Nothing can be changed then.

// viewAsCookie is the cookie that keeps as whom; what it opens is judged anew at each request.
const viewAsCookie = "view_as"

const viewAsAction = "view_as.page"

func viewAsRoutes() []route {
	return []route{
		{fiber.MethodGet, "/view-as", viewAsAction,
			signedIn(func(x *exchange) error { return x.chooseEyes(fiber.StatusOK, web.Form{}) })},
		{fiber.MethodPost, "/view-as", viewAsAction, signedIn(putOnEyes)},
		{fiber.MethodPost, "/view-as/leave", viewAsAction, signedIn(takeOffEyes)},
	}
}

// viewed is a page for people who have signed in that a manager may read with another's eyes.
func viewed(run page) page {
	return signedIn(func(x *exchange) error {
		as := x.guard.Cookie(x.c, viewAsCookie)
		if as == "" || !x.actor.SeesAll() {
			return run(x)
		}
		eyes, err := x.app.ViewAs(x.ctx, x.actor, as)
		if models.CodeOf(err) == models.Forbidden { // nobody can be viewed so any more
			x.guard.SetCookie(x.c, viewAsCookie, "")
			return run(x)
		}
		if err != nil {
			return err
		}
		x.actor = eyes
		return run(x)
	})
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
	countries, err := x.countriesOf(missions)
	if err != nil {
		return err
	}
	for _, c := range countries {
		v.Choices = append(v.Choices, web.FacetOption{Value: "national:" + c.Code, Key: "role.national", Text: c.Names[x.tag()]})
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

func putOnEyes(x *exchange) error {
	as := x.sent.Get("as")
	if as == "" {
		return x.chooseEyes(fiber.StatusUnprocessableEntity, web.NewForm("", x.sent, web.Fault{Field: "as", Rule: "organisation"}))
	}
	if _, err := x.app.ViewAs(x.ctx, x.actor, as); err != nil {
		return hide(err)
	}
	x.guard.SetCookie(x.c, viewAsCookie, as)
	return x.redirect("/needs")
}

func takeOffEyes(x *exchange) error {
	x.guard.SetCookie(x.c, viewAsCookie, "")
	return x.redirect("/needs")
}
