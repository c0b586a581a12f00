package pages

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/app/engine"
	"qadam/handlers/request"
	"qadam/models"
	"qadam/models/typed"
	"qadam/web"
)

// readForm reads what a form sends. A button without fields sends nothing.
func readForm(c *fiber.Ctx) (url.Values, error) {
	body := c.Request().Body()
	if len(body) == 0 {
		return url.Values{}, nil
	}
	if !strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEApplicationForm) {
		return nil, models.Errorf(models.UnsupportedMediaType, "Send the form as a browser does.")
	}
	sent, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, models.Errorf(models.Malformed, "The form cannot be read.")
	}
	for _, values := range sent {
		if !request.ValidText(strings.Join(values, "")) {
			return nil, models.Errorf(models.Malformed, "The form is not valid UTF-8 text.")
		}
	}
	return sent, nil
}

// form reads the fields of a form into the input of a use case. It notes each field as it is read, in the order of the page, with
// the place in the input that it fills; so the faults that the use case finds come back to the field.
type form struct {
	key    string
	sent   url.Values
	days   func(text string) (models.Date, *typed.Fault)
	fields []field
	faults []models.FieldError
}

// field is a field of a form, and the place in the input that it fills.
type field struct {
	name, pointer string
	// hint is said of a fault without words of its own.
	hint web.Fault
}

// form begins to read the form that was sent. The key tells apart several forms of one page.
func (x *exchange) form(key string) *form {
	return &form{key: key, sent: x.sent,
		days: func(text string) (models.Date, *typed.Fault) { return x.site.ParseDay(text, x.today()) }}
}

// note makes a field known; what was typed there is returned.
func (f *form) note(name, pointer string) string {
	f.fields = append(f.fields, field{name: name, pointer: pointer})
	return f.sent.Get(name)
}

// hint says what is wanted of the field that was read last, for its faults that say nothing better in the reader's language.
func (f *form) hint(rule string, args map[string]any) {
	last := &f.fields[len(f.fields)-1]
	last.hint = web.Fault{Rule: rule, Args: args}
}

// refuse notes a fault of the field that was read last.
func (f *form) refuse(fault models.FieldError) {
	fault.Pointer = f.fields[len(f.fields)-1].pointer
	f.faults = append(f.faults, fault)
}

// read reads a field by one of the readers of package typed. An empty field is the zero value.
func read[T any](f *form, name, pointer string, reader func(string) (T, *typed.Fault)) (value T) {
	text := strings.TrimSpace(f.note(name, pointer))
	if text == "" {
		return value
	}
	read, fault := reader(text)
	if fault != nil {
		f.refuse(fault.Field(pointer))
		return value
	}
	return read
}

// choice gives which of some values was chosen.
func (f *form) choice(name, pointer string) string { return f.note(name, pointer) }

// line reads a text of one line.
func (f *form) line(name, pointer string) string { return read(f, name, pointer, typed.Line) }

// text reads a text of several lines.
func (f *form) text(name, pointer string) string { return read(f, name, pointer, typed.Text) }

// day reads a day.
func (f *form) day(name, pointer string) models.Date { return read(f, name, pointer, f.days) }

// amount reads an amount of a currency; nil where nothing was typed.
func (f *form) amount(name, pointer, currency string) *models.Money {
	return read(f, name, pointer, func(text string) (*models.Money, *typed.Fault) {
		amount, fault := typed.Amount(text, currency)
		return &amount, fault
	})
}

// unread tells that something that was typed could not be read.
func (f *form) unread() error {
	if len(f.faults) == 0 {
		return nil
	}
	return models.Faults(f.faults...)
}

// submit gives the input to its use case. Where something could not be read, the input's shape is judged all the same, so that all
// faults are told at once.
func (f *form) submit(in any, do func() error) error {
	if unread := f.unread(); unread != nil {
		return models.JoinFaults(unread, engine.CheckShape(in))
	}
	return do()
}

// view is the form to show again after an error, with what was typed and what is wrong. It is not ok where the error is nothing
// that the reader can mend in the form.
func (f *form) view(err error) (shown web.Form, ok bool) {
	var e *models.Error
	if !errors.As(err, &e) || e.Code != models.Invalid && e.Code != models.Conflict {
		return web.Form{}, false
	}
	faults := f.said(e)
	order := map[string]int{}
	for i, one := range f.fields {
		order[one.name] = i + 1
	}
	slices.SortStableFunc(faults, func(a, b web.Fault) int { return cmp.Compare(order[a.Field], order[b.Field]) })
	return web.NewForm(f.key, f.sent, faults...), true
}

// said turns the faults of an error into those of the form's fields.
func (f *form) said(e *models.Error) []web.Fault {
	if len(e.Fields) == 0 {
		return []web.Fault{{Text: e.Message}}
	}
	var out []web.Fault
	for _, one := range e.Fields {
		at := f.at(one.Pointer)
		fault := web.Fault{Field: at.name, Rule: one.Rule, Args: one.Args, Text: one.Detail}
		if at.hint.Rule != "" && (one.Rule == "" || one.Rule == string(typed.NotDay)) {
			fault.Rule, fault.Args = at.hint.Rule, at.hint.Args
		}
		out = append(out, fault)
	}
	return out
}

// at finds the field that fills a place of the input, or the whole in which the place is; the zero field if there is none.
func (f *form) at(pointer string) (found field) {
	for _, one := range f.fields {
		if (one.pointer == pointer || strings.HasPrefix(pointer, one.pointer+"/")) && len(one.pointer) > len(found.pointer) {
			found = one
		}
	}
	return found
}

// id reads the id in the path. What is no id cannot exist.
func (x *exchange) id() (models.ID, error) {
	id, err := models.ParseID(x.c.Params("id"))
	if err != nil {
		return "", models.NotFoundError()
	}
	return id, nil
}

// version reads which version of an object a form is a change of.
func (x *exchange) version() (int, error) {
	version, err := strconv.Atoi(x.sent.Get("version"))
	if err != nil {
		return 0, notWhole()
	}
	return version, nil
}

// sentOnce marks a context so that the same form, sent twice, does this part of an action once. A form that was changed is another one.
func (x *exchange) sentOnce(ctx context.Context, action, part string) context.Context {
	key := ""
	if x.sent.Get("token") != "" {
		sum := sha256.Sum256([]byte(x.c.Path() + "\n" + x.sent.Encode() + "\n" + part))
		key = hex.EncodeToString(sum[:])
	}
	return engine.WithRequest(ctx, request.ID(x.c), action, key, []byte(key))
}

// notWhole refuses a form that lacks what the page itself put into it.
func notWhole() error {
	return models.Errorf(models.Malformed, "This form is not whole. Go back, and send it again.")
}
