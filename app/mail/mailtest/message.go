package mailtest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
)

// Message is a message that the server took.
type Message struct {
	// From and To are the envelope's addresses, without brackets.
	From string
	To   []string
	// Header is as received, encoded words and all.
	Header mail.Header
	// Text and HTML are the decoded parts; a missing part is empty.
	Text, HTML string
	// Raw is what came over the wire.
	Raw []byte
}

// Subject is the decoded subject.
func (m Message) Subject() string { return m.decoded("Subject") }

// ID is the Message-ID without its angle brackets.
func (m Message) ID() string { return strings.Trim(m.Header.Get("Message-ID"), "<>") }

func (m Message) decoded(header string) string {
	text, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get(header))
	if err != nil {
		return m.Header.Get(header)
	}
	return text
}

func parse(from string, to []string, raw []byte) (Message, error) {
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Message{}, err
	}
	m := Message{From: from, To: slices.Clone(to), Header: parsed.Header, Raw: raw}
	return m, m.readPart(parsed.Header, parsed.Body)
}

// header is what mail.Header and a part's header have in common.
type header interface{ Get(string) string }

func (m *Message) readPart(h header, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("content type: %w", err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		return m.readParts(multipart.NewReader(body, params["boundary"]))
	}
	text, err := decode(h.Get("Content-Transfer-Encoding"), body)
	if err != nil {
		return err
	}
	switch kind {
	case "text/plain":
		m.Text = text
	case "text/html":
		m.HTML = text
	}
	return nil
}

func (m *Message) readParts(r *multipart.Reader) error {
	for {
		part, err := r.NextRawPart() // NextPart would hide the encoding
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := m.readPart(part.Header, part); err != nil {
			return err
		}
	}
}

func decode(encoding string, body io.Reader) (string, error) {
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	return strings.ReplaceAll(string(text), "\r\n", "\n"), err
}
