package pages

import (
	"errors"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"qadam/app/updatelink"
	"qadam/handlers/request"
	"qadam/models"
)

// The form behind an update link takes photos and other files, by the browser's own means. Without a link in force nobody makes the server
// read a large body.

const linkPath = "/u/:secret"

// takesFiles tells that a page takes a form with files.
func takesFiles(line route) bool { return line.method == fiber.MethodPost && line.path == linkPath }

// MaxBody is the most bytes of a body of a type that is sent to a path outside the API.
func (p *Pages) MaxBody(method, path, contentType string) int {
	strict := fiber.Config{CaseSensitive: true, StrictRouting: true}
	if method == fiber.MethodPost && isMultipart(contentType) && fiber.RoutePatternMatch(path, linkPath, strict) {
		return p.limits.Body
	}
	return request.SmallBody
}

// serveFiles takes a form with files by a link in force; another one shows what it is good for, and nothing is read.
func (p *Pages) serveFiles(c *fiber.Ctx, line route) error {
	ctx, cancel := request.Context(c, line.action)
	defer cancel()
	v := &visit{exchange: &exchange{Pages: p, c: c, ctx: ctx}, secret: c.Params("secret")}
	link, err := p.app.OpenUpdateLink(ctx, v.secret)
	switch {
	case models.CodeOf(err) == models.NotFound:
		return v.state(nil, fiber.StatusNotFound, "wrong")
	case err != nil:
		return err
	case link.State != models.LinkOpen && link.State != models.LinkUsed: // by one that was used the same form may come again
		return v.show(link, false)
	}
	bytes := request.Announced(c)
	if bytes < 0 { // it comes in chunks, and ends at the limit
		bytes = p.limits.Body
	}
	if err := p.app.ReceiveFiles(ctx, link.Link.ID, bytes); models.CodeOf(err) == models.TooManyRequests {
		return v.state(link, fiber.StatusTooManyRequests, "files")
	} else if err != nil {
		return err
	}
	release := func() {}
	defer func() { release() }()
	err = request.Receive(c, p.limits.Body, func() (err error) {
		release, err = p.limits.Place()
		return err
	})
	if err != nil {
		return err
	}
	ctx, cancel = request.Context(c, line.action) // the body took its own time
	defer cancel()
	return line.run(&exchange{Pages: p, c: c, ctx: ctx})
}

// evidence is what came of the files of a form: what is kept of them, and the faults of the others.
type evidence struct {
	kept   []*models.File
	faults []models.FieldError
}

// keepFiles keeps the files of a form, before the transaction of its answer. Where it is not taken their bytes are cleared later.
func (v *visit) keepFiles() (out evidence, err error) {
	if len(v.files) > maxSentFiles {
		out.faults = append(out.faults, models.FieldError{Pointer: "/evidence", Rule: "files", Args: map[string]any{"Most": maxSentFiles},
			Detail: fmt.Sprintf("Send at most %d files.", maxSentFiles)})
		return out, nil
	}
	for i, f := range v.files {
		kept, err := v.app.KeepFile(v.ctx, models.FileInput{Name: updatelink.FileName(f.name, i)}, f.content)
		var e *models.Error
		switch {
		case err == nil:
			out.kept = append(out.kept, kept)
		case errors.As(err, &e) && e.Code == models.Invalid:
			for _, fault := range e.Fields {
				fault.Pointer = fmt.Sprintf("/evidence/%d", i)
				out.faults = append(out.faults, fault)
			}
		default:
			return out, err
		}
	}
	return out, nil
}
