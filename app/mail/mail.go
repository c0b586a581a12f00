// Package mail writes Qadam's messages and hands them to an SMTP server.
//
// It keeps no queue and never retries: the outbox does both. For that, each
// message's Result says whether the server took it, refused it for good, or
// may be asked again, and a Message keeps its ID over all attempts, so that a
// mail system that had taken it already can tell the copy.
package mail

import "time"

// Message is one mail to one person.
//
// Subject and names may come from what users typed: line breaks and other
// control characters in them become spaces. Addresses, ID and header names
// with such characters make the message invalid instead.
type Message struct {
	// ID is the Message-ID without its angle brackets ("left@right"), the
	// same at every attempt.
	ID string
	// To is the recipient's bare address, ToName the recipient's name, if any.
	To, ToName string
	Subject    string
	// Text is required; HTML, if given, is sent as its alternative.
	Text, HTML string
	// Language is the language tag of the text; empty leaves it out.
	Language string
	// ReplyTo is an address, with or without a name; empty leaves it out.
	ReplyTo string
	// Date is when the message was written; zero means when it is sent.
	Date time.Time
	// Headers are further header fields. Those that the package writes
	// itself (From, Subject, Content-Type, Auto-Submitted …) are refused.
	Headers map[string]string
}

// Result is what became of one message.
type Result struct {
	// Err is nil if the server took the message, even if the connection
	// broke afterwards. It never contains the server's credentials.
	Err error
	// Permanent says that sending the same message again cannot help: the
	// server refused it with a 5xx reply, or the message itself is invalid.
	// Faults of the installation (no connection, no TLS, a wrong password)
	// are never permanent: they pass for all messages once they are mended.
	Permanent bool
	// Code is the server's reply code, 0 if it gave none.
	Code int
	// Down says that no session could be opened: nothing about this message was
	// even asked.
	Down bool
	// Bounced says that the server refused the recipient for good, Reply in which words.
	Bounced bool
	Reply   string
}
