package mail

import (
	"context"
	"errors"
	"fmt"
	"net/textproto"
	"os"
	"time"
)

// ErrOutcomeUnknown marks a message whose last byte was sent but whose reply
// never came: the server may have taken it. It counts as temporary, so that
// the message is sent again under the same ID.
var ErrOutcomeUnknown = errors.New("the server may have taken the message")

// stage is the step of the SMTP dialogue at which something failed, named as
// operators know it from the server's log.
type stage string

const (
	atConnect  stage = "connect"
	atGreeting stage = "greeting" // up to the sign-in, EHLO and STARTTLS with it
	atAuth     stage = "AUTH"
	atSender   stage = "MAIL"
	atRcpt     stage = "RCPT"
	atData     stage = "DATA"
	atContent  stage = "content"
	atReply    stage = "reply to content"
)

// failure is why a message was not taken. Its text is scrubbed, and its causes are only those that cannot hold a secret.
type failure struct {
	stage   stage
	code    int
	text    string
	causes  []error
	message bool // about the message, not the session: a 5xx is a bounce
}

func (f *failure) Error() string   { return fmt.Sprintf("mail: %s: %s", f.stage, f.text) }
func (f *failure) Unwrap() []error { return f.causes }

// broken tells that the connection cannot carry another message: only after a refusal do both sides agree on the state of the
// dialogue, and 421 announces its end.
func (f *failure) broken() bool {
	return f.code < 400 || f.code > 599 || f.code == 421
}

func (f *failure) result() Result {
	permanent := f.message && f.code >= 500 && f.code <= 599 && !sessionFault(f.code)
	r := Result{Err: f, Code: f.code, Permanent: permanent, Bounced: permanent && f.stage == atRcpt}
	if r.Bounced {
		r.Reply = f.text
	}
	return r
}

// sessionFault tells the 5xx replies that speak of commands, their order or
// authentication. They may be given at any step, but a mail does not become
// undeliverable because this installation's password has expired.
func sessionFault(code int) bool {
	switch code {
	case 500, 502, 503, 504, 530, 534, 535, 538:
		return true
	}
	return false
}

// fail turns an error of the dialogue into a failure. ctx is the caller's context, limited the one with the step's own timeout.
func (s Settings) fail(ctx, limited context.Context, at stage, err error) *failure {
	f := &failure{stage: at, message: at == atSender || at == atRcpt || at == atData || at == atReply}
	var reply *textproto.Error
	switch {
	case errors.As(err, &reply):
		f.code = reply.Code
		f.text = fmt.Sprintf("%d %s", reply.Code, oneLine(s.scrub(reply.Msg)))
	case ended(ctx) != nil:
		f.text = ended(ctx).Error()
		f.causes = append(f.causes, ended(ctx))
	case ended(limited) != nil:
		f.text = fmt.Sprintf("no answer within %s", s.timeout().Round(time.Millisecond))
		f.causes = append(f.causes, os.ErrDeadlineExceeded)
	default:
		f.text = oneLine(s.scrub(err.Error()))
	}
	if at == atReply && f.code < 400 {
		f.text += "; " + ErrOutcomeUnknown.Error()
		f.causes = append(f.causes, ErrOutcomeUnknown)
	}
	return f
}

// ended is ctx.Err(), but never late: the network may notice a deadline a moment before the context does.
func ended(ctx context.Context) error {
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

func (s Settings) timeout() time.Duration {
	if s.Timeout > 0 {
		return s.Timeout
	}
	return defaultTimeout
}
