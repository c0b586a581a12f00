package pages

import (
	"github.com/gofiber/fiber/v2"

	"qadam/app/access"
	"qadam/handlers/problem"
	"qadam/handlers/request"
	"qadam/models"
	"qadam/web"
)

// The pages on which people sign in and out. They call the same use cases as the API.

func signInRoutes() []route {
	const get, post = fiber.MethodGet, fiber.MethodPost
	return []route{
		{get, "/sign-in", accountAction, open(signIn)},
		{post, "/sign-in", accountAction, open(askLink)},
		{get, "/sign-in/link/:token", accountAction, open(signInLink)},
		{post, "/sign-in/link", accountAction, open(redeemLink)},
		{post, "/sign-in/provider", accountAction, open(toProvider)},
		{get, "/sign-in/provider/callback", accountAction, open(fromProvider)},
		{get, "/sign-out", accountAction, open(func(x *exchange) error { return x.show(fiber.StatusOK, web.SignOut{}) })},
		{post, "/sign-out", accountAction, open(signOut)},
	}
}

func (x *exchange) signInView(next string) (web.SignIn, error) {
	v := web.SignIn{Next: next, Mails: x.app.SendsMail(), Provider: x.app.Provider()}
	if !x.ownDemo() {
		return v, nil
	}
	people, err := x.app.DemoPeople(x.ctx)
	for _, u := range people {
		v.People = append(v.People, web.DemoPerson{Email: u.Email, Name: u.Name})
	}
	return v, err
}

// signIn shows the page.
func signIn(x *exchange) error {
	v, err := x.signInView(localPage(x.c.Query("next")))
	if err != nil {
		return err
	}
	return x.show(fiber.StatusOK, v)
}

// localPage is a page of ours, "" for anything else.
func localPage(path string) string {
	if access.LocalPage(path) {
		return path
	}
	return ""
}

// askLink takes an address. What is shown does not tell whether a user has it.
func askLink(x *exchange) error {
	f := x.form("")
	in := models.SignInRequest{Email: f.line("email", "/email"), Next: localPage(x.sent.Get("next"))}
	f.hint("email", nil)
	err := f.submit(in, func() error {
		return x.guard.Attempt(x.c, func() error {
			_, err := x.app.RequestSignInLink(x.ctx, in, x.guard.Visit(x.c))
			return err
		})
	})
	v, failed := x.signInView(in.Next)
	if failed != nil {
		return failed
	}
	if err != nil {
		v.Form = web.NewForm("", x.sent)
	}
	if models.CodeOf(err) == models.Invalid {
		v.Form, _ = f.view(err)
	}
	return x.answerSignIn(v, err)
}

// refuseSignIn shows the sign-in page with why an account's sign-in did not go through.
func (x *exchange) refuseSignIn(why error) error {
	v, err := x.signInView("")
	if err != nil {
		return err
	}
	return x.answerSignIn(v, why)
}

// answerSignIn shows the sign-in page with what became of a try.
func (x *exchange) answerSignIn(v web.SignIn, err error) error {
	status := fiber.StatusOK
	switch e := problem.From(err); {
	case err == nil:
		v.State = "asked"
	case e.Code == models.Invalid:
		status = fiber.StatusUnprocessableEntity
	case e.Code == models.TooManyRequests:
		v.State, status = "tired", fiber.StatusTooManyRequests
		x.c.Set(fiber.HeaderRetryAfter, problem.RetryAfter(e))
	case e.Code == models.Unauthenticated:
		v.State, v.Detail, status = "denied", e.Message, fiber.StatusUnauthorized
	case access.ClocksDiffer(err):
		v.State, status = "clock", fiber.StatusServiceUnavailable
	case e.Code == models.Unavailable && x.app.Provider():
		v.State, v.Detail, status = "denied", e.Message, fiber.StatusServiceUnavailable
	default:
		return err
	}
	return x.render(x.c, status, "", v)
}

// signInLink shows what a link is good for. It changes nothing: mail scanners open it before its reader does.
func signInLink(x *exchange) error {
	token := x.c.Params("token")
	state, err := x.app.SignInLinkState(x.ctx, token)
	if err != nil {
		return err
	}
	if state != access.SignInLinkOpen {
		token = ""
		x.c.Path("/sign-in") // where the page's links to other languages lead: what opens nothing is not repeated
	}
	return x.show(fiber.StatusOK, web.SignInLink{State: string(state), Token: token})
}

func redeemLink(x *exchange) error {
	var done *models.SignedIn
	err := x.guard.Attempt(x.c, func() (err error) {
		done, err = x.app.RedeemSignInLink(x.ctx, models.LinkInput{Token: x.sent.Get("token")}, x.guard.Visit(x.c))
		return err
	})
	switch models.CodeOf(err) {
	case models.Unauthenticated, models.Invalid:
		if err != nil {
			return x.show(fiber.StatusUnauthorized, web.SignInLink{State: string(access.SignInLinkOver)})
		}
	}
	return x.enter(done, err)
}

// enter gives the browser its session and goes where the person wanted to.
func (x *exchange) enter(done *models.SignedIn, err error) error {
	if err != nil {
		return err
	}
	x.guard.SetCookie(x.c, request.SessionCookie, done.Secret)
	x.guard.SetCookie(x.c, viewAsCookie, "")
	next := localPage(done.Next)
	if next == "" {
		next = firstPage
	}
	return x.c.Redirect(next, fiber.StatusSeeOther)
}

// firstPage is where signing in leads to by default.
const firstPage = "/"

func signOut(x *exchange) error {
	actor, err := x.guard.SignedIn(x.ctx, x.c)
	if err == nil && actor.SessionID != "" {
		_, err = x.app.SignOut(x.ctx, actor)
	}
	if err != nil && models.CodeOf(err) != models.Unauthenticated {
		return err
	}
	x.guard.SetCookie(x.c, request.SessionCookie, "")
	x.guard.SetCookie(x.c, viewAsCookie, "")
	return x.c.Redirect("/sign-in", fiber.StatusSeeOther)
}
