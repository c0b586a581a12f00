package models

// SignInRequest asks for a sign-in link by mail. Next is the page of this installation to which it leads.
type SignInRequest struct {
	Email string `json:"email" validate:"filled,email,max=254" example:"focal.point@example.org"`
	Next  string `json:"next" validate:"max=500" doc:"The page of this installation to show after signing in, as a path such as /reminders; optional."`
}

// SignInAsked is the answer to every request for a link.
type SignInAsked struct {
	Detail string `json:"detail" example:"If somebody here has this address, a link is on its way to it."`
}

// LinkInput is the secret of a sign-in link: the last part of its address.
type LinkInput struct {
	Token string `json:"token" validate:"filled,max=100"`
}
