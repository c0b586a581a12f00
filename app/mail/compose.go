package mail

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"
)

// envelope is a message as it goes over the wire.
type envelope struct {
	from, to string // in angle brackets
	content  []byte
	utf8     bool // an address is not ASCII: the server must know SMTPUTF8
}

var (
	messageID  = regexp.MustCompile(`^[!-;=?A-~]+@[!-;=?A-~]+$`) // printable ASCII but < > @
	headerName = regexp.MustCompile(`^[A-Za-z0-9-]+$`)
)

// ownHeaders are written by this package, or would contradict the envelope.
var ownHeaders = []string{
	"auto-submitted", "bcc", "cc", "date", "from", "message-id", "mime-version",
	"reply-to", "return-path", "sender", "subject", "to",
}

// compose writes the message out. An error means that the message is invalid
// and would be so at every attempt.
func compose(from mail.Address, m Message) (envelope, error) {
	to, err := recipient(m)
	if err != nil {
		return envelope{}, err
	}
	msg := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingQP),
		gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&from)
	msg.ToMailAddress(to)
	if err := errors.Join(setHeaders(msg, m), setBody(msg, m)); err != nil {
		return envelope{}, err
	}
	var content bytes.Buffer
	if _, err := msg.WriteTo(&content); err != nil {
		return envelope{}, fmt.Errorf("mail: writing the message: %w", err)
	}
	return envelope{
		from: bare(from), to: bare(*to), content: content.Bytes(),
		utf8: !ascii(from.Address + to.Address),
	}, nil
}

func recipient(m Message) (*mail.Address, error) {
	to, err := parseAddress(m.To)
	if err != nil || to.Name != "" {
		return nil, errors.New("mail: the recipient is not a bare address")
	}
	to.Name = headerText(m.ToName)
	return to, nil
}

func setHeaders(msg *gomail.Msg, m Message) error {
	if !messageID.MatchString(m.ID) {
		return errors.New("mail: the message's ID must have the form left@right")
	}
	msg.SetMessageIDWithValue(m.ID)
	subject := headerText(m.Subject)
	if subject == "" {
		return errors.New("mail: the subject is empty")
	}
	msg.Subject(subject)
	if m.Date.IsZero() {
		m.Date = time.Now()
	}
	msg.SetDateWithValue(m.Date)
	if m.ReplyTo != "" {
		replyTo, err := parseAddress(m.ReplyTo)
		if err != nil {
			return errors.New("mail: the reply address is not an address")
		}
		msg.ReplyToMailAddress(replyTo)
	}
	if m.Language != "" {
		msg.SetGenHeader("Content-Language", headerText(m.Language))
	}
	// Keeps holiday notices from answering, and answers from looping (RFC 3834).
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	for _, name := range slices.Sorted(maps.Keys(m.Headers)) {
		lower := strings.ToLower(name)
		if !headerName.MatchString(name) || slices.Contains(ownHeaders, lower) || strings.HasPrefix(lower, "content-") {
			return fmt.Errorf("mail: the header %q may not be set", name)
		}
		msg.SetGenHeader(gomail.Header(name), headerText(m.Headers[name]))
	}
	return nil
}

func setBody(msg *gomail.Msg, m Message) error {
	if strings.TrimSpace(m.Text) == "" {
		return errors.New("mail: the text is empty")
	}
	msg.SetBodyString(gomail.TypeTextPlain, strings.ToValidUTF8(m.Text, "\uFFFD"))
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, strings.ToValidUTF8(m.HTML, "\uFFFD"))
	}
	return nil
}

// parseAddress reads one address. What the standard library would unfold or
// unquote into a control character is refused before and after.
func parseAddress(s string) (*mail.Address, error) {
	if strings.ContainsFunc(s, unicode.IsControl) {
		return nil, errors.New("mail: a control character in an address")
	}
	address, err := mail.ParseAddress(s)
	if err != nil {
		return nil, errors.New("mail: not an address")
	}
	address.Name = headerText(address.Name)
	if err := writeDomain(address); err != nil {
		return nil, err
	}
	if strings.ContainsFunc(address.Address, unicode.IsControl) {
		return nil, errors.New("mail: a control character in an address")
	}
	return address, nil
}

// writeDomain writes an international domain as xn--…, so that servers which do not know SMTPUTF8 take the address. Where the part
// before the @ is not ASCII, the server has to know it anyway.
func writeDomain(a *mail.Address) error {
	at := strings.LastIndexByte(a.Address, '@')
	local, domain := a.Address[:at], a.Address[at+1:]
	if ascii(domain) || !ascii(local) {
		return nil
	}
	domain, err := idna.Lookup.ToASCII(domain)
	if err != nil {
		return errors.New("mail: the domain of an address cannot be one")
	}
	a.Address = local + "@" + domain
	return nil
}

// bare is the address for the envelope, quoted where it needs be.
func bare(a mail.Address) string {
	a.Name = ""
	return a.String()
}

// oneLine makes text fit for a header line or a log: control characters and
// Unicode's line separators become spaces, runs of spaces one.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// headerText is oneLine for a header: a ready-made encoded word in the text
// would be decoded at the other end, into line breaks if it says so.
func headerText(s string) string {
	return strings.ReplaceAll(oneLine(s), "=?", "= ?")
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}
