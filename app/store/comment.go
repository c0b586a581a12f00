package store

import "qadam/models"

// Comments are what people said about objects.
var Comments = &Noun[models.Comment]{
	Table: "comments", Name: "comment", Scope: commentScope,
	Filters: []Filter{
		ids("subject_id", "comments.subject_id IN ?", "What they are about"),
		enum[models.CommentSubject]("subject_type", "comments.subject_type IN ?"),
		enum[models.CommentAudience]("audience", "comments.audience IN ?"),
		ids("author_id", "comments.author_id IN ?", "Who made them"),
	},
	Sorts:      []Sort{byCreated("comments")},
	Searchable: true,
	Children: func(_ *Tx, c *models.Comment) []childRows {
		return []childRows{fileUses(models.FileOfComment, c.ID, c.Documents)}
	},
	Load: loadComments,
}

// commentable is a kind of object that can be commented on.
type commentable struct {
	table         string
	scope, extent func(*Tx) Where // extent is nil where consent does not matter
	mission       string          // the column of an item's mission, by which consent may be given
	reference     string          // of a row of the table
}

// commentables are the kinds of objects that can be commented on.
var commentables = map[models.CommentSubject]commentable{
	models.CommentMission:  {"missions", missionScope, missionExtent, "", "missions.reference"},
	models.CommentFinding:  {"findings", findingScope, findingExtent, "findings.mission_id", "findings.reference"},
	models.CommentNeed:     {"needs", needScope, needExtent, "needs.mission_id", "needs.reference"},
	models.CommentActivity: {"activities", activityScope, nil, "", "activities.reference"},
	models.CommentUpdate: {"updates", updateScope, nil, "", `COALESCE(
		(SELECT ua.reference FROM activities ua WHERE ua.id = updates.activity_id),
		(SELECT up.reference FROM projects up WHERE up.id = updates.project_id))`},
	models.CommentReport: {"reports", ownOrganisation("reports"), nil, "", "reports.reference"},
}

// visible is the condition that the actor sees a row in full: what was said about an object may say what the object says.
func (c commentable) visible(tx *Tx) Where {
	if c.extent == nil {
		return c.scope(tx)
	}
	return where("? AND ? = "+fullExtent, c.scope(tx), c.extent(tx))
}

// commentSubjectCase chooses among expressions by the kind of object that a comment is about.
func commentSubjectCase(column string, of func(commentable) Where) Where {
	out := where("CASE " + column)
	for _, kind := range models.CommentSubjects {
		w := of(commentables[kind])
		out.SQL += " WHEN " + quoted(kind) + " THEN (" + w.SQL + ")"
		out.Args = append(out.Args, w.Args...)
	}
	out.SQL += " END"
	return out
}

// commentReference is the reference of what a comment is about.
func commentReference(comments string) string {
	return commentSubjectCase(comments+".subject_type", func(c commentable) Where {
		return where("SELECT " + c.reference + " FROM " + c.table + " WHERE " + c.table + ".id = " + comments + ".subject_id")
	}).SQL
}

// loadComments reads what comments are about by reference, and which of them were corrected.
func loadComments(tx *Tx, found []*models.Comment) error {
	all, index := indexByID(found)
	rows, err := queryAll[struct {
		ID, CorrectedByID models.ID
		Reference         string
	}](tx, "SELECT c.id, "+commentReference("c")+` AS reference, (SELECT n.id FROM comments n WHERE n.corrects_id = c.id) AS corrected_by_id
		FROM comments c WHERE c.id IN ?`, all)
	for _, c := range found {
		c.Documents = orEmpty(c.Documents)
	}
	for _, r := range rows {
		index[r.ID].Reference, index[r.ID].CorrectedByID = r.Reference, r.CorrectedByID
	}
	return err
}

// Commentable tells whether the actor sees an object in full, so that it may comment on it.
func Commentable(tx *Tx, kind models.CommentSubject, id models.ID) (bool, error) {
	c := commentables[kind]
	return exists(tx, "SELECT 1 FROM "+c.table+" WHERE "+c.table+".id = ? AND ?", id, c.visible(tx))
}

// CommentOpenTo tells whether an object can be read in full by those who read a comment with the team. Where consent decides, it is
// asked for the audience; a State reads all of its own.
func CommentOpenTo(tx *Tx, kind models.CommentSubject, id models.ID, audience models.CommentAudience) (bool, error) {
	c := commentables[kind]
	of := models.Actor{Role: audience.Role()}.Audience()
	switch {
	case audience == models.CommentTeam:
		return true, nil
	case kind == models.CommentReport:
		return audience == models.CommentDonor, nil
	case kind == models.CommentUpdate && audience != models.CommentPartner:
		return exists(tx, "SELECT 1 FROM updates WHERE id = ? AND status = "+quoted(models.UpdateAccepted), id)
	case c.extent == nil || of == "":
		return true, nil
	}
	extent := extentTo(tx, of, c.table+".id", c.mission)
	return exists(tx, "SELECT 1 FROM "+c.table+" WHERE "+c.table+".id = ? AND ? = "+fullExtent, id, extent)
}

// commentHistory finds the comments on an item that the actor may read.
func commentHistory(tx *Tx, item models.ID, after Where) Where {
	return where(`SELECT comments.id, comments.created_at, comments.author_id, comments.author_name, comments.author_role,
			CASE WHEN comments.corrects_id IS NULL THEN 'comment.' ELSE 'correction.' END || comments.audience, '', '', NULL, FALSE,
			'', '', '', ''
		FROM comments WHERE comments.subject_id = ? AND ? AND ?`, item, after, commentScope(tx))
}
