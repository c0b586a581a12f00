package web

// Provider sends people on to their organisation's sign-in.
type Provider struct {
	// URL is the address at the provider, Host the name in it.
	URL, Host string
}

func (Provider) page() page { return page{name: "provider"} }

func (Provider) examples() []View {
	return []View{Provider{URL: "https://login.example.org/auth?state=x", Host: "login.example.org"}}
}
