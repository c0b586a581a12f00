package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"time"

	"golang.org/x/time/rate"
)

// errNoUTF8 is final for the message: its address cannot be written for this server.
var errNoUTF8 = errors.New("mail: the address is not ASCII and the server does not know SMTPUTF8")

// Sender hands messages to one SMTP server. It holds no connection between
// calls and may be used by several goroutines at once.
type Sender struct {
	settings Settings
	from     mail.Address
	// pace bounds how many messages go out; nil does not.
	pace *rate.Limiter
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
	s := &Sender{settings: settings, from: *from}
	if settings.PerHour > 0 {
		// The mails of an hour are spread over its seconds. Those of twenty seconds may go at once, because the outbox is read every
		// ten seconds and sometimes a little late.
		s.pace = rate.NewLimiter(rate.Limit(float64(settings.PerHour)/3600), max(1, settings.PerHour/180))
	}
	return s, nil
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
// A refused message does not touch the others. After a broken connection the rest is sent over a new one; if the server cannot be
// reached at all, the rest fails at once. When ctx is done, what was not sent fails with its error.
func (s *Sender) Send(ctx context.Context, messages []Message) []Result {
	results := make([]Result, 0, len(messages))
	s.SendEach(ctx, messages, func(_ int, r Result) bool { results = append(results, r); return true })
	return results
}

// SendEach is Send that calls done with each result before it begins with the next message, and ends when done returns false.
func (s *Sender) SendEach(ctx context.Context, messages []Message, done func(i int, r Result) bool) {
	b := batch{sender: s}
	defer b.end(ctx)
	for i, m := range messages {
		if !done(i, b.send(ctx, m)) {
			return
		}
	}
}

// Room reserves up to n of the mails that may be sent now by the setting of mails an hour, and gives how many it reserved.
func (s *Sender) Room(n int) int {
	if s.pace == nil {
		return n
	}
	now := time.Now()
	n = min(n, int(s.pace.TokensAt(now)))
	if n <= 0 || !s.pace.AllowN(now, n) {
		return 0
	}
	return n
}

// GiveBack returns what Room reserved and was not used.
func (s *Sender) GiveBack(n int) {
	if s.pace != nil && n > 0 {
		s.pace.AllowN(time.Now(), -n)
	}
}

// batch is the state of one call of SendEach.
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
	if err := ended(ctx); err != nil { // by the clock, since a process that was suspended may not have noticed the deadline
		return Result{Err: fmt.Errorf("mail: not sent: %w", err)}
	}
	if !b.ready(ctx) {
		r := b.down.result()
		r.Down = true
		return r
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
