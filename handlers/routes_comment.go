package handlers

import "qadam/app"

func commentRoutes(a *app.App) group {
	n := nounAt("/comments", a.Comments)
	return group{"comments", "What people say about missions, findings, needs, activities, updates and reports, each to an audience of " +
		"those who see the object in full.", []route{
		n.list("Comments, the newest first; those on one object by subject_id"),
		n.get(),
		n.create(`{"subject_type":"activity","subject_id":"$activity","audience":"partner",` +
			`"body":"When does the course begin (fiction)?"}`).
			note("Managers comment to the team alone, or with partners, with the State or with donors; the others to their own kind and " +
				"the team. An audience that may not read the object in full is refused. Whom the object concerns and who has " +
				"commented on it is told in the next mail. With corrects_id it corrects an earlier comment of yours, which stays to " +
				"be read and names this one."),
		n.patch(`{"body":"When does the course begin, and where (fiction)?"}`).conflicts().
			note("By its author, within five minutes. After that, correct it by a further one."),
	}}
}
