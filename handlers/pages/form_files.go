package pages

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/handlers/request"
	"qadam/models"
)

// Limits are what a server takes in at a time where a form has files.
type Limits struct {
	// Body is the most bytes of such a form.
	Body int
	// Place asks for a place for a large body, and gives it back.
	Place func() (release func(), err error)
}

// sentFile is a file of a form.
type sentFile struct {
	name    string
	content []byte
}

const (
	// maxSentFiles is how many files a form takes.
	maxSentFiles = 10
	// maxSentFields is how many fields a form with files has at most.
	maxSentFields = 200
)

// hasFiles tells that a form is sent as forms with files are.
func hasFiles(c *fiber.Ctx) bool { return isMultipart(c.Get(fiber.HeaderContentType)) }

func isMultipart(contentType string) bool {
	return strings.HasPrefix(contentType, fiber.MIMEMultipartForm)
}

// readFiles reads what a form with files sends. Its texts may have no more bytes than those of another form. Each file stands among the
// texts with its hash, so that the same form with another file is another one.
func readFiles(c *fiber.Ctx) (url.Values, []sentFile, error) {
	_, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil {
		return nil, nil, notAForm()
	}
	sent, left := url.Values{}, request.SmallBody
	var files []sentFile
	r := multipart.NewReader(bytes.NewReader(c.Request().Body()), params["boundary"])
	for parts := 0; ; parts++ {
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return sent, files, nil
		}
		if err != nil || parts > maxSentFields {
			return nil, nil, notAForm()
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, notAForm()
		}
		name, field := part.FileName(), part.FormName()
		if !request.ValidText(name + field) {
			return nil, nil, notAForm()
		}
		if part.Header.Get(fiber.HeaderContentType) != "" {
			if name != "" || len(content) > 0 { // a field in which no file was chosen has neither
				sum := sha256.Sum256(content)
				sent.Add(field+" sha256", hex.EncodeToString(sum[:]))
				files = append(files, sentFile{name, content})
			}
			continue
		}
		if left -= len(content); left < 0 || !request.ValidText(string(content)) {
			return nil, nil, notAForm()
		}
		sent.Add(field, string(content))
	}
}

func notAForm() error { return models.Errorf(models.Malformed, "The form cannot be read.") }
