package web

// Unsubscribe is the page at which notices that nobody owes anything for are turned off. It says the same to everybody:
// whether an address is somebody's is not told.
type Unsubscribe struct {
	Done bool
}

func (Unsubscribe) page() string { return "unsubscribe" }

func (Unsubscribe) examples() []View {
	return []View{Unsubscribe{}, Unsubscribe{Done: true}}
}
