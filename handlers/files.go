package handlers

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"qadam/app/register"
	"qadam/handlers/openapi"
	"qadam/models"
)

// importLimit is the most bytes of a file that is taken in.
const importLimit = 16 << 20

// yesNo are the values of a parameter that is true or false.
var yesNo = []string{"true", "false"}

// file reads the object in the path and the file that is sent for it.
func (x *exchange) file() (models.ID, []byte, error) {
	id, err := x.id()
	if err != nil {
		return "", nil, err
	}
	body, err := x.body(x.route.Media)
	return id, body, err
}

// exporter streams the visible rows of a list.
type exporter func(ctx context.Context, actor models.Actor, q models.ListQuery, w io.Writer, opt register.ExportOptions) error

// export streams a list as a file. The answer begins before all rows are read, so a fault on the way cuts it short: the last chunk
// is missing, and the client's HTTP library says so.
func export(path, name, summary string, spec models.ListSpec, do exporter) route {
	return route{openapi.Route{Method: http.MethodGet, Path: path, Action: name, Summary: summary, Media: "text/csv", List: &spec, Out: "",
		Params: []openapi.Param{
			{Name: "format", Kind: "string", Doc: "csv, or ndjson: one JSON object a line", Enum: []string{"csv", "ndjson"}},
			{Name: "hxl", Kind: "boolean", Doc: "A row of HXL hashtags under the header of a CSV", Enum: yesNo},
			{Name: "bom", Kind: "boolean", Doc: "A byte order mark before a CSV, without which Excel takes Cyrillic letters for " +
				"Latin ones; true unless it is false", Enum: yesNo}}},
		func(x *exchange) error {
			opt := register.ExportOptions{Format: x.query.or("format", "csv"), HXL: x.query.flag("hxl"),
				BOM: x.query.or("bom", "true") == "true"}
			return x.download("export", opt.Format, func(ctx context.Context, w io.Writer) error {
				return do(ctx, x.actor, x.query.list, w, opt)
			})
		}}
}

// download answers with a file in a format.
func (x *exchange) download(name, format string, write func(context.Context, io.Writer) error) error {
	if err := x.stream(write); err != nil {
		return err
	}
	types := map[string]string{"csv": "text/csv; charset=utf-8; header=present", "ndjson": "application/x-ndjson"}
	x.c.Set(fiber.HeaderContentType, types[format])
	x.c.Set(fiber.HeaderContentDisposition, `attachment; filename="qadam-`+name+`.`+format+`"`)
	return nil
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
