package handlers

import (
	"sync"

	"github.com/gofiber/fiber/v2"

	"qadam/app/engine"
	"qadam/handlers/openapi"
	"qadam/handlers/request"
)

// described is what all servers of this process say of themselves, by what makes them differ.
var described sync.Map

// docsPolicy lets the reference page load its one stylesheet and nothing else.
const docsPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// describe makes the OpenAPI description and the reference page from the table of routes, once, and serves both.
func (s *Server) describe() error {
	by := [3]string{s.options.BaseURL, s.options.Version, s.app.Notice()}
	made, known := described.Load(by)
	if !known {
		files, err := openapi.Describe(lines(s.groups), openapi.Options{BaseURL: s.options.BaseURL, Version: s.options.Version,
			Notice:        s.app.Notice(),
			SessionCookie: request.CookieName(s.options.BaseURL, request.SessionCookie), ViewAsHeader: viewAs, Policy: engine.Policy()})
		if err != nil {
			return err
		}
		made, _ = described.LoadOrStore(by, files)
	}
	files := made.(openapi.Files)
	s.serveAsset("/openapi.json", fiber.MIMEApplicationJSONCharsetUTF8, untilAsked, "", files.JSON)
	s.serveAsset("/docs", fiber.MIMETextHTMLCharsetUTF8, untilAsked, docsPolicy, files.Page)
	s.serveAsset("/docs.css", "text/css; charset=utf-8", untilAsked, docsPolicy, openapi.CSS)
	return nil
}
