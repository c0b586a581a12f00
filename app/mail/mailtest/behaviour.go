package mailtest

import "slices"

// Match chooses recipients; a nil Match chooses none.
type Match func(recipient string) bool

// Everyone matches each recipient.
func Everyone(string) bool { return true }

// Only matches the recipients named.
func Only(recipients ...string) Match {
	return func(recipient string) bool { return slices.Contains(recipients, recipient) }
}

func (m Match) matches(recipient string) bool { return m != nil && m(recipient) }

// Behaviour is how a Server misbehaves; the zero value takes every message.
type Behaviour struct {
	// Refuse answers 550 to the recipient.
	Refuse Match
	// RefuseContent reads the message and answers 554 to it.
	RefuseContent Match
	// Greylist answers 451 to the recipient the first time.
	Greylist Match
	// Yes251 keeps the message and answers 251, where 250 is usual.
	Yes251 Match
	// Hang reads the message and never answers; the message is not kept.
	Hang Match
	// Drop keeps the message and closes the connection instead of answering.
	Drop Match
	// Leave keeps the message, answers 250 and closes the connection, where
	// it is not under TLS.
	Leave Match
	// Close closes the connection instead of answering to the recipient.
	Close Match
	// HangGreeting lets clients connect and never greets them.
	HangGreeting bool
	// FailQuit closes the connection instead of answering to QUIT, where the
	// connection is not under TLS.
	FailQuit bool
}
