package handlers

import (
	"net/http"

	"qadam/app"
	"qadam/app/reminders"
	"qadam/handlers/openapi"
)

func calendarRoutes(a *app.App) group {
	n := nounAt("/calendars", a.Calendars)
	return group{"calendars", "Who works when: weekends, days off and added working days, each with its source.", []route{
		n.list("Working calendars of States and organisations"),
		n.get(),
		n.create(`{"organisation_id":"$partner","time_zone":"Asia/Almaty","weekend":["saturday","sunday"],"source":"Example",` +
			`"days":[{"on_date":"2027-01-04","working":false,"name":"Example day off","source":"Example"}]}`),
		n.patch(`{"note":"Checked against the decree of 2026"}`),
		preview("/calendars", "calendar", "What a changed calendar would move", `{"weekend":["friday","saturday"]}`, a.PreviewCalendar),
		importDays(a, "days", "calendar.import", "text/csv", "Put days off, and added working days, into a calendar, from CSV",
			"on_date,working,name,source\n2027-03-09,false,Example day off,Example\n"),
		importDays(a, "ics", "calendar.import_ics", "text/calendar", "Put days off into a calendar, from an iCalendar file",
			"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\nDTSTAMP:20260101T000000Z\r\n"+
				"DTSTART;VALUE=DATE:20270310\r\nSUMMARY:Example day off\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
	}}
}

// importDays takes days of a calendar from a file.
func importDays(a *app.App, kind, name, media, summary, example string) route {
	return route{openapi.Route{Method: http.MethodPost, Path: "/calendars/:id/" + kind + "/import", Action: name, Summary: summary,
		Note: "Days of the same dates are replaced, other days stay.", Media: media, Limit: reminders.MaxDayFile, In: "",
		Out: new(reminders.CalendarImport), Example: example,
		Params: []openapi.Param{{Name: "dry_run", Kind: "boolean", Doc: "Save nothing, and tell what would move", Enum: yesNo},
			{Name: "source", Kind: "string", Doc: "Where the days come from, if the file does not say"}}},
		func(x *exchange) error {
			id, body, err := x.file()
			if err != nil {
				return err
			}
			file := reminders.DayFile{Body: body, Source: x.query.or("source", "Imported file"), IsICS: kind == "ics",
				DryRun: x.query.flag("dry_run")}
			return x.ok(a.ImportDays(x.ctx, x.actor, id, file))
		}}
}
