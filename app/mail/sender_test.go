package mail_test

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"testing"
	"time"

	qmail "qadam/app/mail"
	"qadam/app/mail/mailtest"
)

// generous is far above what anything here takes; it only ends a test that hangs.
const generous = 30 * time.Second

// newSender makes a sender for the server; change may adjust its settings.
func newSender(t *testing.T, server *mailtest.Server, change ...func(*qmail.Settings)) *qmail.Sender {
	t.Helper()
	settings, err := qmail.ParseURL(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	settings.From = "Qadam <qadam@example.org>"
	settings.Timeout = generous
	for _, c := range change {
		c(&settings)
	}
	sender, err := qmail.New(settings)
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

// message is a plain message to one person.
func message(to string) qmail.Message {
	return qmail.Message{
		ID: "reminder-" + to, To: to, Subject: "Update due: KAZ-P02-A3", Text: "Please tell us.\n",
		Date: time.Date(2021, 6, 30, 9, 0, 0, 0, time.UTC),
	}
}

func messages(to ...string) []qmail.Message {
	var list []qmail.Message
	for _, address := range to {
		list = append(list, message(address))
	}
	return list
}

func send(t *testing.T, sender *qmail.Sender, list ...qmail.Message) []qmail.Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), generous)
	defer cancel()
	results := sender.Send(ctx, list)
	if len(results) != len(list) {
		t.Fatalf("%d results for %d messages", len(results), len(list))
	}
	return results
}

// recipients are those whose messages the server took, in order.
func recipients(server *mailtest.Server) string {
	var all []string
	for _, m := range server.Messages() {
		all = append(all, m.To...)
	}
	return strings.Join(all, " ")
}

func expect(t *testing.T, what string, got qmail.Result, permanent bool, code int) {
	t.Helper()
	if got.Err == nil || got.Permanent != permanent || got.Code != code {
		t.Errorf("%s: got %v, permanent %v, code %d; want an error, permanent %v, code %d",
			what, got.Err, got.Permanent, got.Code, permanent, code)
	}
}

func accepted(t *testing.T, what string, got qmail.Result) {
	t.Helper()
	if got != (qmail.Result{}) {
		t.Errorf("%s: got %+v, want it accepted", what, got)
	}
}

func TestMessageArrivesAsWritten(t *testing.T) {
	server := mailtest.Start(t)
	const subject = "Срок обновления: KAZ-P02-A3, Қазақстан, ответственный орган и все его подразделения"
	m := message("serik@example.org")
	m.ToName, m.Subject = "Серік Тілеуов, UNODC", subject
	m.Text, m.HTML = "Құрметті Серік,\n.\n..точка\n", "<p>Құрметті <b>Серік</b></p>\n"
	m.ReplyTo = "Дана <dana@example.org>"
	m.Headers = map[string]string{"X-Qadam-Kind": "reminder"}
	accepted(t, "message", send(t, newSender(t, server), m)[0])

	got := server.Messages()[0]
	for what, pair := range map[string][2]string{
		"sender":    {got.From, "qadam@example.org"},
		"recipient": {strings.Join(got.To, " "), "serik@example.org"},
		"subject":   {got.Subject(), subject},
		"text":      {got.Text, m.Text},
		"HTML":      {got.HTML, m.HTML},
		"ID":        {got.ID(), m.ID},
		"date":      {got.Header.Get("Date"), "Wed, 30 Jun 2021 09:00:00 +0000"},
		"auto":      {got.Header.Get("Auto-Submitted"), "auto-generated"},
		"own":       {got.Header.Get("X-Qadam-Kind"), "reminder"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %q, want %q", what, pair[0], pair[1])
		}
	}
	for header, want := range map[string]mail.Address{
		"From":     {Name: "Qadam", Address: "qadam@example.org"},
		"To":       {Name: "Серік Тілеуов, UNODC", Address: "serik@example.org"},
		"Reply-To": {Name: "Дана", Address: "dana@example.org"},
	} {
		list, err := got.Header.AddressList(header)
		if err != nil || len(list) != 1 || *list[0] != want {
			t.Errorf("%s: got %v, %v", header, list, err)
		}
	}
	checkWire(t, got.Raw)
}

// checkWire holds what RFC 5322 says of every message on the wire: ASCII, and
// lines of at most 998 characters, in headers better 78.
func checkWire(t *testing.T, raw []byte) {
	t.Helper()
	header := true
	for line := range strings.SplitSeq(string(raw), "\r\n") {
		header = header && line != ""
		if len(line) > 998 || header && len(line) > 78 {
			t.Errorf("a line of %d characters: %q", len(line), line)
		}
		if strings.ContainsFunc(line, func(r rune) bool { return r > 126 || r == '\n' || r == '\r' }) {
			t.Errorf("not ASCII, or a bare line break: %q", line)
		}
	}
}

func TestPlainTextAlone(t *testing.T) {
	server := mailtest.Start(t)
	m := message("a@example.org")
	m.Date = time.Time{}
	accepted(t, "message", send(t, newSender(t, server), m)[0])
	got := server.Messages()[0]
	if kind := got.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain") || got.HTML != "" {
		t.Errorf("got %q with HTML %q", kind, got.HTML)
	}
	if _, err := got.Header.Date(); err != nil {
		t.Errorf("date: %v", err)
	}
}

func TestBatchSharesAConnection(t *testing.T) {
	server := mailtest.Start(t)
	var list []qmail.Message
	for i := range 20 {
		list = append(list, message(fmt.Sprintf("p%02d@example.org", i)))
	}
	for i, r := range send(t, newSender(t, server), list...) {
		accepted(t, list[i].To, r)
		if got := server.Messages()[i]; got.ID() != list[i].ID {
			t.Errorf("message %d has the ID %q", i, got.ID())
		}
	}
	if n := server.Connections(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

func TestEmptyBatchDialsNobody(t *testing.T) {
	server := mailtest.Start(t)
	send(t, newSender(t, server))
	if n := server.Connections(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

func TestSenderServesSeveralAtOnce(t *testing.T) {
	server := mailtest.Start(t)
	sender := newSender(t, server)
	done := make(chan qmail.Result)
	for i := range 8 {
		go func() { done <- sender.Send(t.Context(), messages(fmt.Sprintf("p%d@example.org", i)))[0] }()
	}
	for range 8 {
		accepted(t, "message", <-done)
	}
}

func TestInvalidMessagesArePermanentAndAlone(t *testing.T) {
	server := mailtest.Start(t)
	change := map[string]func(*qmail.Message){
		"no recipient":      func(m *qmail.Message) { m.To = "" },
		"two recipients":    func(m *qmail.Message) { m.To = "a@example.org, b@example.org" },
		"a name in To":      func(m *qmail.Message) { m.To = "A <a@example.org>" },
		"no ID":             func(m *qmail.Message) { m.ID = "" },
		"no subject":        func(m *qmail.Message) { m.Subject = "\r\n" },
		"no text":           func(m *qmail.Message) { m.Text = " \n" },
		"a reply to nobody": func(m *qmail.Message) { m.ReplyTo = "nobody" },
		"not ASCII":         func(m *qmail.Message) { m.To = "серік@example.org" }, // and the server knows no SMTPUTF8
	}
	sender := newSender(t, server)
	for what, spoil := range change {
		list := messages("first@example.org", "spoilt@example.org", "last@example.org")
		spoil(&list[1])
		results := send(t, sender, list...)
		accepted(t, what+", first", results[0])
		expect(t, what, results[1], true, 0)
		accepted(t, what+", last", results[2])
	}
	if n := server.Connections(); n != len(change) {
		t.Errorf("%d connections for %d batches", n, len(change))
	}
}

func TestUnicodeAddressWhereTheServerKnowsIt(t *testing.T) {
	server := &mailtest.Server{SMTPUTF8: true}
	server.Start(t)
	list := messages("серік@мысал.example", "a@example.org")
	list[0].ID = "1@example.org"
	for _, r := range send(t, newSender(t, server), list...) {
		accepted(t, "message", r)
	}
	if got := recipients(server); got != "серік@мысал.example a@example.org" {
		t.Errorf("got %q", got)
	}
}

// TestInternationalDomains sends to and for addresses with international domains, by servers that do not know SMTPUTF8.
func TestInternationalDomains(t *testing.T) {
	server := mailtest.Start(t)
	list := messages("focal@мысал.example", "Focal.Point@МЫСАЛ.Example", "a@bücher.example", "b@例え.テスト", "c@مثال.example",
		"plain@example.org", "d@xn--80ajq0b7c.example")
	for i := range list {
		list[i].ID, list[i].ReplyTo = fmt.Sprint(i, "@example.org"), "Серік <manager@мысал.example>"
	}
	sender := newSender(t, server, func(s *qmail.Settings) { s.From = "Qadam <qadam@қадам.example>" })
	for i, r := range send(t, sender, list...) {
		accepted(t, list[i].To, r)
	}
	want := "focal@xn--80awbu3c.example Focal.Point@xn--80awbu3c.example a@xn--bcher-kva.example b@xn--r8jz45g.xn--zckzah " +
		"c@xn--mgbh0fb.example plain@example.org d@xn--80ajq0b7c.example"
	if got := recipients(server); got != want {
		t.Errorf("the mails go to %s, not to %s", got, want)
	}
	for _, m := range server.Messages() {
		if !strings.Contains(m.Header.Get("Reply-To"), "manager@xn--80awbu3c.example") {
			t.Errorf("the reply goes to %q", m.Header.Get("Reply-To"))
		}
	}
	for _, broken := range []string{"a@мы сал.example", "a@-мысал-.example", "a@мысал..example"} {
		list := messages(broken)
		list[0].ID = "1@example.org"
		expect(t, broken, send(t, sender, list...)[0], true, 0)
	}
}

// TestPace lets out what twenty seconds allow at once, then as much as time gives, and what is given back again.
func TestPace(t *testing.T) {
	began := time.Now()
	s := newSender(t, mailtest.Start(t), func(s *qmail.Settings) { s.PerHour = 36_000 })
	let := s.Room(1000)
	if let != 200 {
		t.Errorf("at first there is room for %d", let)
	}
	for let < 205 {
		let += s.Room(1000)
		if most := 200 + 10*time.Since(began).Seconds(); float64(let) > most {
			t.Fatalf("room for %d, where the setting lets out %.1f", let, most)
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.GiveBack(7)
	if n := s.Room(7); n != 7 {
		t.Errorf("of seven that were given back there is room for %d", n)
	}
}
