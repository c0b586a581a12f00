package handlers

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/app/register"
	"qadam/models"
)

// The routes that are like no other.

// one answers with what a use case gives for the actor alone.
func one[T any](get func(context.Context, models.Actor) (*T, error)) func(*exchange) error {
	return func(x *exchange) error {
		v, err := get(x.ctx, x.actor)
		if err != nil {
			return err
		}
		return x.send(fiber.StatusOK, v)
	}
}

// gaps gives the needs that nobody answers or that lack money.
func gaps(a *app.App) route {
	spec := models.ListSpec{Filters: []models.FilterSpec{{Name: "country", Kind: models.ByCode, Doc: "ISO 3166-1 alpha-3 codes"}}}
	return route{method: fiber.MethodGet, path: "/needs/gaps", action: "need.gaps", summary: "Open needs with nobody, no money or too little", out: models.Page[models.NeedGap]{}, list: &spec,
		run: func(x *exchange) error {
			q, err := x.query(spec)
			if err != nil {
				return err
			}
			page, err := a.Gaps(x.ctx, x.actor, q)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, page)
		}}
}

// summaryRoute gives a donor's progress summary as of a day; today when none is given.
func summaryRoute(a *app.App) route {
	return route{method: fiber.MethodGet, path: "/donors/:id/summary", action: "summary.get", summary: "What a donor's money did, up to a day", out: new(models.Summary),
		params: []param{{name: "as_of", kind: "date", doc: "The day; today when it is left out"}},
		run: func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			day := models.DateOf(a.Store().Now())
			if given := x.c.Query("as_of"); given != "" {
				if day, err = models.ParseDate(given); err != nil {
					return models.Fault("as_of", "%s", err)
				}
			}
			s, err := a.Summary(x.ctx, x.actor, id, day)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, s)
		}}
}

// importLimit is the most bytes of a CSV of needs.
const importLimit = 16 << 20

// importRoute takes needs from a CSV file: what is right is saved, what is not is reported by line and column.
func importRoute(a *app.App) route {
	yesNo := []string{"true", "false"}
	return route{method: fiber.MethodPost, path: "/missions/:id/needs/import", action: "need.import", summary: "Add needs from a CSV file; bad rows are reported, good ones kept",
		media: "text/csv", limit: importLimit, out: new(register.ImportResult), in: "",
		example: "title,level,kind,theme_codes,estimated_cost_amount,estimated_cost_currency,wanted_by\nExample need from a file (fiction),operational,training,marking,120000.00,USD,2027-06-30\n",
		params:  []param{{name: "dry_run", kind: "boolean", doc: "Check everything, save nothing", enum: yesNo}, {name: "all_or_nothing", kind: "boolean", doc: "Save only if no row is refused", enum: yesNo}},
		run: func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			body, err := x.body("text/csv", importLimit)
			if err != nil {
				return err
			}
			dry, err := x.flag("dry_run")
			if err != nil {
				return err
			}
			all, err := x.flag("all_or_nothing")
			if err != nil {
				return err
			}
			res, err := a.ImportNeeds(x.ctx, x.actor, id, bytes.NewReader(body), register.ImportOptions{DryRun: dry, AllOrNothing: all})
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, res)
		}}
}

// flag reads a yes or no from the query.
func (x *exchange) flag(name string) (bool, error) {
	switch x.c.Query(name) {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, models.Fault(name, "Give true or false.")
}

// exporter streams the visible rows of a list.
type exporter func(ctx context.Context, actor models.Actor, q models.ListQuery, w io.Writer, opt register.ExportOptions) error

// exportRoute streams a list as a file. The answer begins before all rows are read, so a fault on the way cuts it short:
// the last chunk is missing, and the client's HTTP library says so.
func exportRoute(path, action, summary string, spec models.ListSpec, export exporter) route {
	formats := []string{"csv", "ndjson"}
	return route{method: fiber.MethodGet, path: path, action: action, summary: summary, media: "text/csv", list: &spec, out: "",
		params: []param{{name: "format", kind: "string", doc: "csv, or ndjson: one JSON object a line", enum: formats},
			{name: "hxl", kind: "boolean", doc: "A row of HXL hashtags under the header of a CSV", enum: []string{"true", "false"}}},
		run: func(x *exchange) error {
			format := x.c.Query("format", "csv")
			if format != "csv" && format != "ndjson" {
				return models.Fault("format", "Give csv or ndjson.")
			}
			hxl, err := x.flag("hxl")
			if err != nil {
				return err
			}
			for _, own := range []string{"format", "hxl"} {
				x.c.Request().URI().QueryArgs().Del(own)
			}
			q, err := x.query(spec)
			if err != nil {
				return err
			}
			opt := register.ExportOptions{Format: format, HXL: hxl}
			kind := map[string]string{"csv": "text/csv; charset=utf-8; header=present", "ndjson": "application/x-ndjson"}[format]
			if err := x.stream(func(ctx context.Context, w io.Writer) error { return export(ctx, x.actor, q, w, opt) }); err != nil {
				return err
			}
			x.c.Set(fiber.HeaderContentType, kind)
			x.c.Set(fiber.HeaderContentDisposition, `attachment; filename="qadam-export.`+format+`"`)
			return nil
		}}
}

// stream answers with what write writes, as it comes. The first bytes are awaited, so that a refusal is still a problem.
func (x *exchange) stream(write func(context.Context, io.Writer) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(x.ctx), streamTimeout)
	r, w := io.Pipe()
	go func() {
		defer cancel()
		buffered := bufio.NewWriterSize(w, 64<<10)
		err := write(ctx, buffered)
		if err == nil {
			err = buffered.Flush()
		}
		w.CloseWithError(err)
	}()
	head := make([]byte, 1)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF {
		cancel()
		return err
	}
	x.c.Context().SetBodyStream(&streamed{Reader: io.MultiReader(bytes.NewReader(head[:n]), r), pipe: r}, -1)
	return nil
}

// streamTimeout bounds an export.
const streamTimeout = 5 * time.Minute

// streamed lets the writer know when the client has gone.
type streamed struct {
	io.Reader
	pipe *io.PipeReader
}

// Close ends the writer, too.
func (s *streamed) Close() error { return s.pipe.Close() }

// retryRoute puts a mail that was given up back in line.
func retryRoute(a *app.App) route {
	return route{method: fiber.MethodPost, path: "/outbox/:id/retry", action: "outbox.retry", summary: "Send a mail again that was given up", out: new(models.OutboxMail), conflict: true,
		run: func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			m, err := a.RetryMail(x.ctx, x.actor, id)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, m)
		}}
}
