package handlers

import (
	"net/http"

	"qadam/app"
	"qadam/app/reminders"
	"qadam/handlers/openapi"
)

func reminderRoutes(a *app.App) group {
	n := nounAt("/reminders", a.Reminders)
	return group{"reminders", "Who was told what, and whether the mail left.", []route{
		n.list("Who was told what, who will be next, and whether the mail left"),
		reminderForecast(a),
		n.get(),
		plainVersionless("/reminders/:id/send", "reminder.send", "Send it now, as a mail of its own", a.SendReminder),
		versionless("/reminders/:id/snooze", "reminder.snooze", "Hold back what concerns its object, until a day",
			`{"until":"2026-12-15",`+
				`"reason":"The host agreement is signed next week"}`, a.SnoozeReminder),
	}}
}

// reminderForecast tells what will go out in the coming days.
func reminderForecast(a *app.App) route {
	return route{openapi.Route{Method: http.MethodGet, Path: "/reminders/forecast", Action: "reminder.forecast",
		Summary: "What will go out this week, or this month", Out: new(reminders.Forecast),
		Params: []openapi.Param{{Name: "days", Kind: "string", Doc: "How many days ahead; 7 when it is left out",
			Enum: []string{"7", "14", "30"}}}},
		func(x *exchange) error { return x.ok(a.ForecastReminders(x.ctx, x.actor, x.query.number("days", 7))) }}
}
