package handlers

import "qadam/app"

func consentRequestRoutes(a *app.App) group {
	n := nounAt("/consent-requests", a.ConsentRequests)
	return group{"consent-requests", "What States were asked to share, and what they answered.", []route{
		n.list("What States were asked to share"),
		n.get(),
		n.create(`{"subject_type":"need","subject_id":"$open_need","extent":"partial","audience":"donors","procedure":"silence",` +
			`"note":"For the search for money"}`).
			note("With the procedure silence, no objection within some working days of the State's calendar, 5 when none are given, " +
				"is consent: at the end of the last of them in the State's zone, by itself."),
		action("/consent-requests/:id/answer", "consent_request.answer", "Give what was asked for, or refuse it",
			`{"answer":"give",`+
				`"instrument":"Note verbale 12/21","given_on":"2021-05-03"}`, a.AnswerRequest).
			note("To give consent names its instrument; the extent is as asked, or less. To refuse says why, and stops the silence " +
				"procedure."),
		action("/consent-requests/:id/cancel", "consent_request.cancel", "Take a request back",
			`{"reason":"Asked for by mistake"}`, a.CancelRequest).
			note("Its silence procedure stops, too."),
	}}
}
