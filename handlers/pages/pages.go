// Package pages answers with pages for people. A page is a function that asks the use cases of the API, fills a view of package
// web and shows it; each noun has its file and its lines of the table of routes.
package pages

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"sync"

	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/handlers/request"
	"qadam/models"
	"qadam/web"
)

// Pages are the pages of a server.
type Pages struct {
	app    *app.App
	guard  *request.Guard
	site   *web.Site
	limits Limits
}

// site is the pages, read and tried once: all servers of a process show the same.
var site = sync.OnceValues(web.New)

// New reads and tries all pages.
func New(a *app.App, guard *request.Guard, limits Limits) (*Pages, error) {
	read, err := site()
	return &Pages{app: a, guard: guard, site: read, limits: limits}, err
}

// route is one line of the table of pages: what is asked for, what the audit calls it, and what answers.
type route struct {
	method, path, action string
	run                  page
}

// page answers one request. Package pages has five kinds: open to everybody, signedIn, personal, linked by a mail's update link, and
// the plain function, which takes what any site or program sends.
type page func(*exchange) error

// routes is the table of all pages.
func routes() []route {
	return slices.Concat(homeRoutes(), needRoutes(), searchRoutes(), viewAsRoutes(), signInRoutes(), accountRoutes(), reminderRoutes(),
		actRoutes(),
		unsubscribeRoutes(), updateLinkRoutes(),
		demoRoutes())
}

// Addresses are what the pages answer to, as "GET /path".
func Addresses() []string {
	var all []string
	for _, line := range routes() {
		all = append(all, line.method+" "+line.path)
	}
	return all
}

// Register adds the pages to a server's routes.
func (p *Pages) Register(r fiber.Router) {
	for _, line := range routes() {
		add := r.Post
		if line.method == fiber.MethodGet {
			add = r.Get // and HEAD with it
		}
		add(line.path, p.serve(line))
	}
}

func (p *Pages) serve(line route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if takesFiles(line) && hasFiles(c) {
			return p.serveFiles(c, line)
		}
		if err := request.Receive(c, request.SmallBody, nil); err != nil {
			return err
		}
		ctx, cancel := request.Context(c, line.action)
		defer cancel()
		return line.run(&exchange{Pages: p, c: c, ctx: ctx})
	}
}

// Assets are what pages load.
func (p *Pages) Assets() []web.Asset { return p.site.Assets() }

// exchange is one request for a page and its answer.
type exchange struct {
	*Pages
	c   *fiber.Ctx
	ctx context.Context
	// actor is who has signed in; the zero Actor on pages that are open to everybody.
	actor models.Actor
	// person is who has signed in; the actor is another reader where a manager looks with another's eyes.
	person models.Actor
	// sent is the form that was sent; empty where nothing is changed. Files are those that came with it.
	sent  url.Values
	files []sentFile
	// saved are the reader's own lists, once they were read.
	saved []web.RailItem
	// owed is what waits for the reader, once it was read.
	owed *owed
}

// open is a page for everybody. What changes something has to come from a page of ours.
func open(run page) page {
	return func(x *exchange) (err error) {
		if !request.Safe(x.c) {
			if err := x.guard.CheckOrigin(x.c, false); err != nil {
				return err
			}
			if x.sent, err = readForm(x.c); err != nil {
				return err
			}
		}
		return run(x)
	}
}

// signedIn is a page for people who have signed in. A manager who looks with another's eyes reads it as that reader does, and changes
// nothing there.
func signedIn(run page) page {
	return personal(func(x *exchange) error {
		if err := x.putOnEyes(); err != nil {
			return err
		}
		if x.actor.ViewedBy != "" && !request.Safe(x.c) {
			return x.show(fiber.StatusForbidden, web.Viewing{})
		}
		return run(x)
	})
}

// personal is a page about the person who has signed in and its own way in, with whosever eyes it reads the others. Who has not
// signed in is sent to do it first, and comes back.
func personal(run page) page {
	return open(func(x *exchange) (err error) {
		x.actor, err = x.guard.SignedIn(x.ctx, x.c)
		if x.actor.SessionID == "" && (err == nil || models.CodeOf(err) == models.Unauthenticated) {
			next := ""
			if request.Safe(x.c) {
				next = "?next=" + url.QueryEscape(x.c.OriginalURL())
			}
			return x.c.Redirect("/sign-in"+next, fiber.StatusSeeOther)
		}
		if err != nil {
			return err
		}
		request.SetUserID(x.c, x.actor.UserID)
		x.person = x.actor
		return run(x)
	})
}

// show answers with a page, in the language that the address asks for, else that of the user who has signed in, else the browser's.
func (x *exchange) show(status int, v web.View) error {
	var shell *web.Shell
	if web.Shelled(v) && x.person.SessionID != "" {
		var err error
		if shell, err = x.shell(); err != nil {
			return err
		}
	}
	return x.renderIn(x.c, status, x.actor.Language, shell, v)
}

// render answers with a page in the language that the address asks for, else the one that is given, else the browser's.
func (p *Pages) render(c *fiber.Ctx, status int, language string, v web.View) error {
	return p.renderIn(c, status, language, nil, v)
}

// renderIn is render within the shell of those who have signed in.
func (p *Pages) renderIn(c *fiber.Ctx, status int, language string, shell *web.Shell, v web.View) error {
	frame := web.Frame{Language: wantedLanguage(c, language), Notice: p.app.Notice(), Today: p.today(), Shell: shell}
	made, err := p.site.Render(frame, v)
	if err != nil {
		return err
	}
	c.Vary(fiber.HeaderAcceptLanguage)
	c.Set(fiber.HeaderContentLanguage, made.Locale)
	c.Set(fiber.HeaderContentSecurityPolicy, made.Policy)
	c.Set("X-Robots-Tag", "noindex, nofollow")
	c.Status(status).Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(made.HTML)
}

// today is the day in UTC.
func (p *Pages) today() models.Date { return models.DateOf(p.app.Store().Now()) }

// wantedLanguage is the language that a page is asked for in.
func wantedLanguage(c *fiber.Ctx, language string) string {
	return cmp.Or(c.Query("lang"), language, c.Get(fiber.HeaderAcceptLanguage))
}

// redirect sends the browser on to another page of ours, in the language that was chosen by the address, if any was. Params are names and
// values by turns.
func (x *exchange) redirect(address string, params ...string) error {
	query := url.Values{}
	for i := 0; i < len(params); i += 2 {
		query.Set(params[i], params[i+1])
	}
	if lang := x.c.Query("lang"); lang != "" {
		query.Set("lang", lang)
	}
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	return x.c.Redirect(address, fiber.StatusSeeOther)
}
