package handlers

import "qadam/app"

func reminderRuleRoutes(a *app.App) group {
	n := nounAt("/reminder-rules", a.Rules)
	return group{"reminder-rules", "When a reminder goes out. Data that an admin edits.", []route{
		n.list("Rules by which reminders go out"),
		n.get(),
		n.create(`{"code":"example","name":"Example rule","active":false,"watches":"milestone","ladder":[{"offset":-5,` +
			`"to":["focal_point"],"courtesy":true}]}`),
		n.patch(`{"days":45}`),
		preview("/reminder-rules", "rule", "What a changed rule would send in the next 30 days",
			`{"ladder":[{"offset":-10,`+
				`"to":["responsible"]},{"offset":5,"to":["coordinator","manager"]}]}`, a.PreviewRule),
	}}
}
