package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/app/reminders"
	"qadam/models"
)

// calendarRoutes say who works when: read by everybody, written by admins, tried out by managers.
func calendarRoutes(a *app.App) []route {
	return concat(
		reference("/calendars", a.Calendars, "Working calendars of States and organisations",
			`{"organisation_id":"$partner","time_zone":"Asia/Almaty","weekend":["saturday","sunday"],"source":"Example","days":[{"on_date":"2027-01-04","working":false,"name":"Example day off","source":"Example"}]}`,
			`{"note":"Checked against the decree of 2026"}`),
		[]route{
			preview("/calendars", a.Calendars.Name(), "What a changed calendar would move", `{"weekend":["friday","saturday"]}`, a.PreviewCalendar),
			importDays(a, "days", "calendar.import", "text/csv", "Put days off, and added working days, into a calendar, from CSV", "on_date,working,name,source\n2027-03-09,false,Example day off,Example\n"),
			importDays(a, "ics", "calendar.import_ics", "text/calendar", "Put days off into a calendar, from an iCalendar file",
				"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20270310\r\nSUMMARY:Example day off\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
		})
}

// reminderRoutes show and steer who is told what.
func reminderRoutes(a *app.App) []route {
	return []route{
		list("/reminders", a.Reminders, "Who was told what, who will be next, and whether the mail left"),
		forecastRoute(a),
		get("/reminders", a.Reminders),
		onReminder("/reminders/:id/send", "reminder.send", "Send it now, as a mail of its own", func(x *exchange, id models.ID) (*models.Reminder, error) { return a.SendReminder(x.ctx, x.actor, id) }, nil, ""),
		onReminder("/reminders/:id/snooze", "reminder.snooze", "Hold back what concerns its object, until a day", func(x *exchange, id models.ID) (*models.Reminder, error) {
			var in models.SnoozeInput
			if err := x.decode(&in); err != nil {
				return nil, err
			}
			return a.SnoozeReminder(x.ctx, x.actor, id, in)
		}, models.SnoozeInput{}, `{"until":"2026-12-15","reason":"The host agreement is signed next week"}`),
		list("/reminder-rules", a.Rules, "Rules by which reminders go out"), get("/reminder-rules", a.Rules),
		create("/reminder-rules", a.Rules, `{"code":"example","name":"Example rule","active":false,"watches":"milestone","ladder":[{"offset":-5,"to":["focal_point"],"courtesy":true}]}`),
		patch("/reminder-rules", a.Rules, `{"days":45}`),
		preview("/reminder-rules", a.Rules.Name(), "What a changed rule would send in the next 30 days", `{"ladder":[{"offset":-10,"to":["responsible"]},{"offset":5,"to":["coordinator","manager"]}]}`, a.PreviewRule),
		list("/mailboxes", a.Mailboxes, "How people want to be written to, and whether mail reaches them"), get("/mailboxes", a.Mailboxes),
		create("/mailboxes", a.Mailboxes, `{"email":"focal1@example.org","morning":9}`),
		patch("/mailboxes", a.Mailboxes, `{"no_courtesy":true}`),
		list("/report-deadlines", a.ReportDeadlines, "Reports that donors' agreements ask for"), get("/report-deadlines", a.ReportDeadlines),
		create("/report-deadlines", a.ReportDeadlines, `{"organisation_id":"$donor","agreement":"Grant agreement 12/2026 (fiction)","covers_to":"2026-12-31","due_on":"2027-03-31"}`),
		patch("/report-deadlines", a.ReportDeadlines, `{"due_on":"2027-04-15"}`),
		{method: fiber.MethodGet, path: "/missions/:id/clocks", action: "mission.clocks", summary: "The clocks that a mission's events started", out: new(models.MissionClocks), etag: true,
			run: func(x *exchange) error {
				id, err := x.id()
				if err != nil {
					return err
				}
				c, err := a.MissionClocks(x.ctx, x.actor, id)
				if err != nil {
					return err
				}
				return x.send(fiber.StatusOK, c)
			}},
		{method: fiber.MethodPost, path: "/missions/:id/clocks", action: "mission.adjust", summary: "Give a clock another end, or say that it was met, with the reason",
			in: models.ClockInput{}, out: new(models.MissionClocks), example: `{"watches":"final_report","subject_id":"$reported","ends_on":"2027-08-31","reason":"The State asked for two more months"}`, conflict: true, ifMatch: true, etag: true,
			run: func(x *exchange) error {
				id, version, err := x.target()
				if err != nil {
					return err
				}
				var in models.ClockInput
				if err := x.decode(&in); err != nil {
					return err
				}
				c, err := a.AdjustClock(x.ctx, x.actor, id, version, in)
				if err != nil {
					return err
				}
				return x.send(fiber.StatusOK, c)
			}},
	}
}

// onReminder is something that is done to one reminder.
func onReminder(path, action, summary string, do func(*exchange, models.ID) (*models.Reminder, error), in any, example string) route {
	return route{method: fiber.MethodPost, path: path, action: action, summary: summary, in: in, out: new(models.Reminder), example: example, conflict: true,
		run: func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			r, err := do(x, id)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, r)
		}}
}

// forecastRoute tells what will go out in the coming days.
func forecastRoute(a *app.App) route {
	spans := []string{"7", "14", "30"}
	return route{method: fiber.MethodGet, path: "/reminders/forecast", action: "reminder.forecast", summary: "What will go out this week, or this month", out: new(reminders.Forecast),
		params: []param{{name: "days", kind: "string", doc: "How many days ahead; 7 when it is left out", enum: spans}},
		run: func(x *exchange) error {
			days := map[string]int{"": 7, "7": 7, "14": 14, "30": 30}[x.c.Query("days")]
			if days == 0 {
				return models.Fault("days", "Give 7, 14 or 30.")
			}
			f, err := a.ForecastReminders(x.ctx, x.actor, days)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, f)
		}}
}

// preview tries a change out, of which the body is a part as in a PATCH.
func preview[I, O any](path, noun, summary, example string, try previewer[I, O]) route {
	return route{method: fiber.MethodPost, path: path + "/:id/preview", action: noun + ".preview", summary: summary, note: "The body is what a PATCH would say. Nothing is changed.",
		in: *new(I), out: new(O), example: example, partial: true, pure: true,
		run: func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			body, err := x.body("application/json", jsonLimit)
			if err != nil {
				return err
			}
			out, err := try(x.ctx, x.actor, id, func(in *I) error { return decodeInto(body, in) })
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, out)
		}}
}

// previewer tries a change of one object out.
type previewer[I, O any] func(context.Context, models.Actor, models.ID, func(*I) error) (*O, error)

// importDays takes days of a calendar from a file.
func importDays(a *app.App, kind, action, media, summary, example string) route {
	return route{method: fiber.MethodPost, path: "/calendars/:id/" + kind + "/import", action: action, summary: summary, note: "Days of the same dates are replaced, other days stay.",
		media: media, limit: importLimit, in: "", out: new(reminders.CalendarImport), example: example,
		params: []param{{name: "dry_run", kind: "boolean", doc: "Save nothing, and tell what would move", enum: []string{"true", "false"}}, {name: "source", kind: "string", doc: "Where the days come from, if the file does not say"}},
		run: func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			body, err := x.body(media, importLimit)
			if err != nil {
				return err
			}
			dry, err := x.flag("dry_run")
			if err != nil {
				return err
			}
			out, err := a.ImportDays(x.ctx, x.actor, id, reminders.DayFile{Body: body, Source: x.c.Query("source", "Imported file"), IsICS: kind == "ics", DryRun: dry})
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, out)
		}}
}
