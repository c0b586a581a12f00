package handlers

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/models"
	"qadam/web"
)

// page answers with a page for people. Its language is the one that the address asks for, else the one that is given, else
// the one that the browser wishes.
func (s *Server) page(c *fiber.Ctx, status int, language string, v web.View) error {
	p, err := s.site.Render(web.Frame{Language: wish(c, language), Notice: s.app.Notice(), Today: models.DateOf(s.app.Store().Now())}, v)
	if err != nil {
		return err
	}
	c.Vary(fiber.HeaderAcceptLanguage)
	c.Set(fiber.HeaderContentLanguage, p.Locale)
	c.Set(fiber.HeaderContentSecurityPolicy, p.Policy)
	c.Set("X-Robots-Tag", "noindex, nofollow")
	c.Status(status).Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(p.HTML)
}

// wish is the language that a page is asked for in.
func wish(c *fiber.Ctx, language string) string {
	return cmp.Or(c.Query("lang"), language, c.Get(fiber.HeaderAcceptLanguage))
}

// onward is an address of ours in the language that was chosen.
func onward(c *fiber.Ctx, address string) string {
	if lang := c.Query("lang"); lang != "" {
		return address + "?" + url.Values{"lang": {lang}}.Encode()
	}
	return address
}

// How what was made at the start may be kept: asked for again each time, or for ever.
const (
	untilAsked = "public, no-cache"
	forEver    = "public, max-age=31536000, immutable"
)

// static serves what pages load. Its addresses change with its content, so that it may be kept for ever.
func (s *Server) static() {
	for _, a := range s.site.Assets() {
		s.serveAsset(a.Path, a.Type, forEver, "", a.Body)
	}
}

// wantsPage tells a person's browser from a program: it asks for HTML before anything else, and not of the API.
func wantsPage(c *fiber.Ctx) bool {
	accepts, _, _ := strings.Cut(c.Get(fiber.HeaderAccept), ",")
	return strings.HasPrefix(accepts, fiber.MIMETextHTML) && !strings.HasPrefix(c.Path(), "/api/")
}

// failPage shows a fault as a page, in the words of the same table.
func (s *Server) failPage(c *fiber.Ctx, p Problem, code models.Code) error {
	v := web.Problem{Kind: "other", Title: p.Title, Detail: p.Detail, Reference: p.RequestID}
	switch code {
	case models.NotFound, models.Forbidden: // they look the same, so that nothing shows what there is
		v = web.Problem{Kind: "missing"}
	case models.Internal:
		v = web.Problem{Kind: "ours", Reference: p.RequestID}
	case models.Unavailable:
		v = web.Problem{Kind: "busy", Reference: p.RequestID}
	}
	return s.page(c, p.Status, "", v)
}
