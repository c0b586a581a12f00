package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"os"
)

// errNoUTF8 is final for the message: its address cannot be written for this server.
var errNoUTF8 = errors.New("mail: the address is not ASCII and the server does not know SMTPUTF8")

// Sender hands messages to one SMTP server. It holds no connection between
// calls and may be used by several goroutines at once.
type Sender struct {
	settings Settings
	from     mail.Address
}

// New makes a Sender. It checks the settings but does not dial: the server may
// be away while Qadam starts.
func New(settings Settings) (*Sender, error) {
	var faults []error
	if settings.Host == "" {
		faults = append(faults, errors.New("mail: the settings name no server"))
	}
	from, err := parseAddress(settings.From)
	if err != nil {
		faults = append(faults, errors.New(`mail: the sender must be an address, such as "Qadam <qadam@example.org>"`))
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	if settings.Hello == "" {
		settings.Hello = hostname()
	}
	return &Sender{settings: settings, from: *from}, nil
}

func hostname() string {
	name, err := os.Hostname()
	if err != nil || name == "" {
		return "localhost"
	}
	return name
}

// Send hands over the messages in turn, over one connection as long as it
// holds, and returns one result for each, in their order.
//
// A refused message does not touch the others. After a broken connection the
// rest is sent over a new one; if the server cannot be reached at all, the
// rest fails at once, for it would only wait as many times. When ctx is done,
// what was not sent fails with its error.
func (s *Sender) Send(ctx context.Context, messages []Message) []Result {
	b := batch{sender: s}
	defer b.end(ctx)
	results := make([]Result, len(messages))
	for i, m := range messages {
		results[i] = b.send(ctx, m)
	}
	return results
}

// batch is the state of one call of Send.
type batch struct {
	sender  *Sender
	session *session // nil when there is none to use
	down    *failure // why no session could be opened
}

func (b *batch) send(ctx context.Context, m Message) Result {
	e, err := compose(b.sender.from, m)
	if err != nil {
		return Result{Err: err, Permanent: true}
	}
	if err := ctx.Err(); err != nil {
		return Result{Err: fmt.Errorf("mail: not sent: %w", err)}
	}
	if !b.ready(ctx) {
		return b.down.result()
	}
	if e.utf8 && !b.session.knowsUTF8() {
		return Result{Err: errNoUTF8, Permanent: true}
	}
	if f := b.session.transfer(ctx, e); f != nil {
		if f.broken() {
			b.session.drop()
			b.session = nil
		}
		return f.result()
	}
	return Result{}
}

// ready provides a session at the start of a message, the last one if it can be.
func (b *batch) ready(ctx context.Context) bool {
	if b.session != nil {
		if b.session.reset(ctx) {
			return true
		}
		b.session.drop()
		b.session = nil
	}
	if b.down == nil {
		b.session, b.down = open(ctx, b.sender.settings)
	}
	return b.down == nil
}

func (b *batch) end(ctx context.Context) {
	if b.session != nil {
		b.session.quit(ctx)
	}
}
