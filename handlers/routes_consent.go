package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/models"
)

// consentRoutes is the ledger of consent: what States were asked, gave and took back, and what that means.
func consentRoutes(a *app.App) []route {
	return []route{
		list("/consents", a.Consents, "What States let be shared"), get("/consents", a.Consents),
		create("/consents", a.Consents, `{"subject_type":"need","subject_id":"$need","extent":"partial","audience":"donors","instrument":"Note verbale 12/21","given_on":"2021-05-03"}`),
		action("/consents/:id/object", "consent.object", "Object to a consent by silence", `{"reason":"The State wishes to see the text first"}`, a.ObjectConsent),
		action("/consents/:id/withdraw", "consent.withdraw", "Withdraw a consent, at once", `{"reason":"The State asked for it"}`, a.WithdrawConsent),
		previewRoute(a),
		looked("/consents/:id/releases", "consent.releases", "What its withdrawal closes, and what had gone out", a.Withdrawal),
		list("/consent-requests", a.ConsentRequests, "What States were asked to share"), get("/consent-requests", a.ConsentRequests),
		create("/consent-requests", a.ConsentRequests, `{"subject_type":"need","subject_id":"$open_need","extent":"partial","audience":"donors","procedure":"silence","note":"For the search for money"}`),
		action("/consent-requests/:id/answer", "consent_request.answer", "Give what was asked for, or refuse it", `{"answer":"give","instrument":"Note verbale 12/21","given_on":"2021-05-03"}`, a.AnswerRequest),
		action("/consent-requests/:id/cancel", "consent_request.cancel", "Take a request back", `{"reason":"Asked for by mistake"}`, a.CancelRequest),
		looked("/missions/:id/consent", "mission.consent", "What of it is shared, with whom, and why", a.ExplainMission),
		looked("/findings/:id/consent", "finding.consent", "What of it is shared, with whom, and why", a.ExplainFinding),
		looked("/needs/:id/consent", "need.consent", "What of it is shared, with whom, and why", a.ExplainNeed),
	}
}

// looked answers with what a use case tells of one object.
func looked[T any](path, name, summary string, look func(context.Context, models.Actor, models.ID) (*T, error)) route {
	return route{method: fiber.MethodGet, path: path, action: name, summary: summary, out: new(T),
		run: func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			v, err := look(x.ctx, x.actor, id)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, v)
		}}
}

// previewRoute tells who would see what; it is a POST for its body alone.
func previewRoute(a *app.App) route {
	return route{method: fiber.MethodPost, path: "/consents/preview", action: "consent.preview", summary: "Who would see what if this were recorded", pure: true,
		in: models.PreviewInput{}, out: new(models.Preview), example: `{"subject_type":"mission","subject_id":"$mission","extent":"partial","audience":"donors"}`,
		run: func(x *exchange) error {
			var in models.PreviewInput
			if err := x.decode(&in); err != nil {
				return err
			}
			p, err := a.PreviewConsent(x.ctx, x.actor, in)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, p)
		}}
}
