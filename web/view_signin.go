package web

import "time"

// SignIn is the page on which people ask for a link, use a passkey, or go to their organisation's sign-in.
type SignIn struct {
	// Next is the page to which signing in leads; "" for the first one.
	Next, Email string
	// State is "" at first, "asked" when a link was asked for, "faulty" when the address cannot be one, "tired" when too much
	// was tried, "denied" when a sign-in did not go through: then Detail says why.
	State, Detail string
	// Mails tells whether this installation sends mails, Provider whether an OpenID provider is set up.
	Mails, Provider bool
}

func (SignIn) page() string { return "sign_in" }

func (SignIn) examples() []View {
	return []View{SignIn{Mails: true, Provider: true, Next: "/needs"}, SignIn{State: "asked", Mails: true}, SignIn{State: "faulty", Email: "dana"},
		SignIn{State: "tired", Mails: true, Detail: "Wait a little."}, SignIn{State: "denied", Detail: "This passkey is not known here.", Mails: true}}
}

// SignInLink is the page to which a link in a mail leads. It changes nothing until its button is pressed.
type SignInLink struct {
	// State is "open", "used" or "over".
	State, Token string
}

func (SignInLink) page() string { return "sign_in_link" }

func (SignInLink) examples() []View {
	return []View{SignInLink{State: "open", Token: "AbC"}, SignInLink{State: "used"}, SignInLink{State: "over"}}
}

// Provider sends people on to their organisation's sign-in.
type Provider struct {
	// URL is where they go on, Host the name of that place.
	URL, Host string
}

func (Provider) page() string { return "provider" }

func (Provider) examples() []View {
	return []View{Provider{URL: "https://login.example.org/auth?state=x", Host: "login.example.org"}}
}

// SignOut asks whether to end the session.
type SignOut struct{}

func (SignOut) page() string { return "sign_out" }

func (SignOut) examples() []View { return []View{SignOut{}} }

// Stay is how long a session goes on, in seconds: until it ends where nothing more is asked for, for how long a request puts
// the end off, and until it ends in any case.
type Stay struct{ Left, Idle, Life int }

// Account is where people see where they are signed in, and what they sign in with.
type Account struct {
	Name, Email, Role string
	Sessions          []AccountSession
	Passkeys          []AccountKey
	Identities        []AccountKey
	Provider          bool
	Stay              Stay
}

// AccountSession is one browser in which somebody is signed in.
type AccountSession struct {
	ID, Agent, Peer, Method string
	Version                 int
	Since, Seen             time.Time
	Current                 bool
}

// AccountKey is a passkey, or an account at a provider.
type AccountKey struct {
	ID, Name string
	Version  int
	Since    time.Time
	Used     *time.Time
	Blocked  bool
}

func (Account) page() string { return "account" }

func (Account) examples() []View {
	at := time.Date(2021, 7, 14, 9, 0, 0, 0, time.UTC)
	return []View{Account{Name: "Dana S.", Email: "dana@demo.example", Role: "manager", Provider: true, Stay: Stay{1800, 1800, 43200},
		Sessions: []AccountSession{{ID: "1", Agent: "Firefox", Peer: "192.0.2.1", Method: "link", Since: at, Seen: at, Current: true}, {ID: "2", Method: "passkey", Since: at, Seen: at}, {ID: "3", Method: "oidc", Since: at, Seen: at}},
		Passkeys: []AccountKey{{ID: "4", Name: "Laptop", Since: at, Used: &at}, {ID: "5", Name: "Phone", Since: at, Blocked: true}}, Identities: []AccountKey{{ID: "6", Name: "https://login.example.org", Since: at}}},
		Account{Name: "Dana S.", Email: "dana@demo.example", Role: "donor"}}
}
