package handlers

import (
	"net/http"

	"qadam/app"
	"qadam/handlers/openapi"
	"qadam/models"
)

func consentRoutes(a *app.App) group {
	n := nounAt("/consents", a.Consents)
	return group{"consents", "The ledger of what States let be shared, with whom and until when.", []route{
		n.list("What States let be shared"),
		n.get(),
		n.create(`{"subject_type":"need","subject_id":"$need","extent":"partial","audience":"donors",` +
			`"instrument":"Note verbale 12/21","given_on":"2021-05-03"}`).
			note("Of the entries in force the most specific one decides, then the latest. No entry means that nothing is shared. Its " +
				"terms never change: to correct it, withdraw it and record another. It answers an open request for the same " +
				"subject and audience, and ends a silence procedure there."),
		action("/consents/:id/object", "consent.object", "Object to a consent by silence",
			`{"reason":"The State wishes to see the text first"}`, a.ObjectConsent).
			note("Before a silence procedure is over it stops it. After that it is a withdrawal."),
		action("/consents/:id/withdraw", "consent.withdraw", "Withdraw a consent, at once",
			`{"reason":"The State asked for it"}`, a.WithdrawConsent).
			note("It takes effect at once, on every server. The entry stays in the ledger and decides none, unless it never took effect."),
		consentPreview(a).
			note("Nothing is changed. Which items would be open to which audience, and who that is: the mission's findings and needs " +
				"are among them, where the subject is a mission."),
		look("/consents/:id/releases", "consent.releases", "What its withdrawal closes, and what had gone out", a.Withdrawal).
			note("What the end of the entry would close, and what had gone out of what it covers since it took effect: to whom, " +
				"where, when, how often."),
	}}
}

// consentPreview tells who would see what; it is a POST for its body alone.
func consentPreview(a *app.App) route {
	return route{openapi.Route{Method: http.MethodPost, Path: "/consents/preview", Action: "consent.preview",
		Summary: "Who would see what if this were recorded", Pure: true, In: models.PreviewInput{}, Out: new(models.Preview),
		Example: `{"subject_type":"mission","subject_id":"$mission","extent":"partial","audience":"donors"}`},
		func(x *exchange) error {
			var in models.PreviewInput
			if err := x.decode(&in); err != nil {
				return err
			}
			return x.ok(a.PreviewConsent(x.ctx, x.actor, in))
		}}
}
