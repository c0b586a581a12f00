package web

import "net/url"

// SignIn is the page on which people ask for a link, use a passkey, or go to their organisation's sign-in.
type SignIn struct {
	// Form has the field email.
	Form
	// Next is the page to which signing in leads; "" for the first one.
	Next string
	// State is "" at first and for a form with faults, "asked" when a link was asked for, "tired" when too much was tried, "denied"
	// when a sign-in did not go through: then Detail says why, "clock" when the provider's clock and ours differ.
	State, Detail string
	// Mails tells whether this installation sends mails, Provider whether an OpenID provider is set up.
	Mails, Provider bool
	// People are those as whom one may enter a demo at its own machine.
	People []DemoPerson
}

// DemoPerson is somebody of a demo.
type DemoPerson struct{ Email, Name string }

func (SignIn) page() page { return page{name: "sign_in", scripted: true} }

func (SignIn) examples() []View {
	return []View{SignIn{Mails: true, Provider: true, Next: "/needs"}, SignIn{State: "asked", Mails: true},
		SignIn{Form: NewForm("", url.Values{"email": {"dana"}}, Fault{Field: "email", Rule: "email"})},
		SignIn{State: "tired", Mails: true, Detail: "Wait a little."},
		SignIn{People: []DemoPerson{{Email: "manager@demo.example", Name: "Programme Manager"}}},
		SignIn{State: "clock", Mails: true, Provider: true},
		SignIn{State: "denied", Detail: "This passkey is not known here.", Mails: true}}
}

// SignInLink is the page to which a link in a mail leads. It changes nothing until its button is pressed.
type SignInLink struct {
	// State is "open", "used" or "over".
	State, Token string
}

func (SignInLink) page() page { return page{name: "sign_in_link"} }

func (SignInLink) examples() []View {
	return []View{SignInLink{State: "open", Token: "AbC"}, SignInLink{State: "used"}, SignInLink{State: "over"}}
}

// SignOut asks whether to end the session.
type SignOut struct{}

func (SignOut) page() page { return page{name: "sign_out"} }

func (SignOut) examples() []View { return []View{SignOut{}} }
