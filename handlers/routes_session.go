package handlers

import (
	"net/http"

	"qadam/app"
	"qadam/handlers/request"
)

func sessionRoutes(a *app.App) group {
	n := nounAt("/sessions", a.Sessions)
	return group{"sessions", "Where people are signed in. A session ends at once on every server.", []route{
		n.list("Where you are signed in; an admin sees all"),
		n.get(),
		plainAction("/sessions/:id/end", "session.end", "End a session at once", a.EndSession),
		own(http.MethodPost, "/sessions/end-others", "session.clear", "End all your sessions but this one", a.EndOtherSessions),
	}}
}

func signOutRoutes(a *app.App) group {
	leave := own(http.MethodPost, "/sign-out", "session.leave", "End this session", a.SignOut)
	end := leave.run
	leave.run = func(x *exchange) error {
		x.server.guard.SetCookie(x.c, request.SessionCookie, "")
		return end(x)
	}
	return group{"sign-out", "The end of this session.", []route{leave}}
}
