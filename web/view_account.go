package web

import (
	"net/url"
	"time"
)

// Stay is how long a session goes on, in seconds: Left without another request, Idle after one, Life in any case.
type Stay struct{ Left, Idle, Life int }

// Account is where people see where they are signed in, and what they sign in with.
type Account struct {
	Name, Email, Role string
	Sessions          []AccountSession
	Passkeys          []AccountKey
	Identities        []AccountKey
	Provider          bool
}

// AccountSession is one browser in which the user is signed in.
type AccountSession struct {
	ID, Agent, Peer, Method string
	Version                 int
	Since, Seen             time.Time
	Current                 bool
}

// AccountKey is a passkey, or an account at a provider. A passkey is renamed in the field name.
type AccountKey struct {
	Form
	ID, Name string
	Version  int
	Since    time.Time
	Used     *time.Time
	Blocked  bool
	// Suspended tells that it does not sign in since the account changed.
	Suspended bool
}

func (Account) page() page { return page{name: "account", scripted: true, shell: true} }

func (Account) examples() []View {
	at := time.Date(2021, 7, 14, 9, 0, 0, 0, time.UTC)
	return []View{Account{Name: "Dana S.", Email: "dana@demo.example", Role: "manager", Provider: true,
		Sessions: []AccountSession{{ID: "1", Agent: "Firefox", Peer: "192.0.2.1", Method: "link", Since: at, Seen: at, Current: true},
			{ID: "2", Method: "passkey", Since: at, Seen: at}, {ID: "3", Method: "oidc", Since: at, Seen: at}},
		Passkeys: []AccountKey{{ID: "4", Name: "Laptop", Since: at, Used: &at, Suspended: true}, {ID: "5", Name: "Phone", Since: at,
			Blocked: true, Form: NewForm("5", url.Values{"name": {""}}, Fault{Field: "name", Rule: "name"})}},
		Identities: []AccountKey{{ID: "6", Name: "https://login.example.org", Since: at, Suspended: true}}},
		Account{Name: "Dana S.", Email: "dana@demo.example", Role: "donor"}}
}
