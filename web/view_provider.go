package web

// Provider sends people on to their organisation's sign-in.
type Provider struct {
	// URL is where they go on, Host the name of that place.
	URL, Host string
}

func (Provider) page() string { return "provider" }

func (Provider) examples() []View {
	return []View{Provider{URL: "https://login.example.org/auth?state=x", Host: "login.example.org"}}
}
