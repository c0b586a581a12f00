package pages

import (
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/models"
	"qadam/web"
)

// The pages of a demo. They are there at its own machine alone, and at no other installation.

func demoRoutes() []route {
	return []route{
		{fiber.MethodPost, "/demo/enter", accountAction, open(atDemo(enterDemo))},
		{fiber.MethodGet, "/demo/mails", accountAction, open(atDemo(demoMails))},
		{fiber.MethodGet, "/demo/mails/:id", accountAction, open(atDemo(demoMail))},
	}
}

// atDemo is a page of a demo.
func atDemo(run page) page {
	return func(x *exchange) error {
		if !x.ownDemo() {
			return models.NotFoundError()
		}
		return run(x)
	}
}

// ownDemo tells that a demo is asked by a browser on its own machine, by a name of that machine, and through nothing in between.
func (x *exchange) ownDemo() bool {
	host := string(x.c.Request().Host())
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	named, err := netip.ParseAddr(host)
	return x.app.IsDemo() && x.guard.Peer(x.c).IsLoopback() && (host == "localhost" || err == nil && named.IsLoopback()) &&
		!slices.ContainsFunc(proxied, func(header string) bool { return x.c.Get(header) != "" })
}

// proxied are headers of requests that came through something in between.
var proxied = []string{fiber.HeaderXForwardedFor, fiber.HeaderXForwardedHost, fiber.HeaderXForwardedProto, "X-Real-IP", "Forwarded", "Via"}

// enterDemo signs somebody of the demo in.
func enterDemo(x *exchange) error {
	done, err := x.app.EnterDemo(x.ctx, x.sent.Get("email"), x.guard.Visit(x.c))
	if err == nil {
		done.Next = x.sent.Get("next")
	}
	return x.enter(done, err)
}

// demoMails shows the mails that the demo would send, with links that work.
func demoMails(x *exchange) error {
	before, err := models.ParseID(x.c.Query("before"))
	if err != nil {
		before = "" // the first page
	}
	mails, more, err := x.app.PreviewMails(x.ctx, before)
	if err != nil {
		return err
	}
	var v web.DemoMails
	if more {
		v.Older = string(mails[len(mails)-1].ID)
	}
	for _, m := range mails {
		v.Mails = append(v.Mails, web.DemoMail{ID: string(m.ID), To: m.Recipient, Subject: m.Subject, Language: m.Language, At: m.CreatedAt,
			Parts: web.MailParts(m.TextBody)})
	}
	return x.show(fiber.StatusOK, v)
}

// mailPolicy lets a mail be shown in a frame of ours and nothing else: it brings its style in itself, and runs nothing. What is clicked in
// it leads out of the frame.
const mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
	"frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation"

// demoMail answers with the HTML part of a mail, as it would be sent but for where its links open.
func demoMail(x *exchange) error {
	id, err := x.id()
	if err != nil {
		return err
	}
	m, err := x.app.PreviewMail(x.ctx, id)
	if err != nil {
		return err
	}
	x.c.Set(fiber.HeaderContentSecurityPolicy, mailPolicy)
	x.c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return x.c.SendString(strings.Replace(m.HTMLBody, "<head>", `<head><base target="_top">`, 1))
}
