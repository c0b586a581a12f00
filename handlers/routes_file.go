package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/handlers/openapi"
	"qadam/models"
)

// anyFile is the media type of a file's bytes, whatever they are: its type by content is a member of the file.
const anyFile = "application/octet-stream"

func fileRoutes(a *app.App) group {
	n := nounAt("/files", a.Files)
	return group{"files", "Photos, attendance lists, PDFs: evidence that was uploaded. Documents of missions, activities, updates and " +
		"comments name them; who sees the object in full sees its files.", []route{
		n.list("Files; those of one object by subject_id"),
		n.get(),
		{openapi.Route{Method: http.MethodPost, Path: "/files", Action: "file.create", Summary: "Upload a file", Media: anyFile,
			Limit: importLimit, In: "", Out: new(models.File), Status: http.StatusCreated, ETag: true, Conflict: true,
			Example: "Attendance (fiction): Aigul S., Serik T.",
			Note: "The body is the file. It may be a JPEG or PNG image, a PDF, a Word, Excel, PowerPoint or OpenDocument file, or " +
				"plain text: its content counts, not its name. An image is written anew without what a camera adds, such as where it " +
				"was taken. Then name the file in a document by file_id; a file that no document names is cleared after a day.",
			Params: []openapi.Param{{Name: "name", Kind: "string", Doc: "The file's name; it gets the ending of its type"}}},
			func(x *exchange) error {
				body, err := x.body(anyFile)
				if err != nil {
					return err
				}
				return x.ok(a.UploadFile(x.ctx, x.actor, models.FileInput{Name: x.query.or("name", "file")}, body))
			}},
		{openapi.Route{Method: http.MethodGet, Path: "/files/:id/content", Action: "file.content", Summary: "The bytes of a file",
			Media: anyFile, Out: "",
			Note: "It comes as an attachment. Where the installation has an antivirus, nothing comes before it is clean."},
			func(x *exchange) error { return x.fileContent(a) }},
	}}
}

// fileContent answers with the bytes of a file, which no browser shows or runs as a page of ours.
func (x *exchange) fileContent(a *app.App) error {
	id, err := x.id()
	if err != nil {
		return err
	}
	f, content, err := a.FileContent(x.ctx, x.actor, id)
	if err != nil {
		return err
	}
	x.c.Set(fiber.HeaderContentType, anyFile)
	x.c.Set(fiber.HeaderContentDisposition, attachment(f.Name))
	x.c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox")
	x.c.Context().SetBodyStream(content, f.Bytes)
	return nil
}

// attachment names a file for downloading: in ASCII for old programs, and whole (RFC 6266, RFC 8187).
func attachment(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' || r == '%' {
			return '_'
		}
		return r
	}, name)
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, plain, strings.ReplaceAll(url.QueryEscape(name), "+", "%20"))
}
