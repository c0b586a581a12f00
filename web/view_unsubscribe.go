package web

// Unsubscribe is the page at which courtesies are turned off. It shows the same whether the address is a contact's or not.
type Unsubscribe struct {
	Done bool
}

func (Unsubscribe) page() page { return page{name: "unsubscribe", inline: true} }

func (Unsubscribe) examples() []View {
	return []View{Unsubscribe{}, Unsubscribe{Done: true}}
}
