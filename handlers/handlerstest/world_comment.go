package handlerstest

import (
	"strings"
	"time"

	"qadam/models"
)

// comment makes comments on each kind of object, to each audience.
func (w *World) comment() {
	w.T.Helper()
	say := func(by, name string, kind models.CommentSubject, of string, to models.CommentAudience) {
		CreateBy(w, w.Actor(by), name, w.App.Comments, models.CommentInput{SubjectType: kind, SubjectID: w.IDs[of], Audience: to,
			Body: "A comment"})
	}
	for side, who := range map[string]string{"": "partner1", " of partner2": "partner2"} {
		say(who, "comment"+side, models.CommentActivity, "activity"+side, models.CommentPartner)
		say("manager", "comment on the update"+side, models.CommentUpdate, "sent update"+side, models.CommentPartner)
		state := strings.NewReplacer("partner1", "kaz", "partner2", "kgz").Replace(who)
		need := "need" + strings.Replace(side, "partner2", "kgz", 1)
		say(state, "comment on the "+need, models.CommentNeed, need, models.CommentState)
	}
	say("manager", "comment of the team", models.CommentActivity, "activity", models.CommentTeam)
	say("manager", "comment on the finding", models.CommentFinding, "finding", models.CommentState)
	say("manager", "comment on the mission", models.CommentMission, "mission", models.CommentTeam)
	say("donorA", "comment on the shared need", models.CommentNeed, "shared need", models.CommentDonor)
	say("manager", "comment on the report", models.CommentReport, "report of donor", models.CommentDonor)
	say("donorB", "comment on the report of donorB", models.CommentReport, "report of donorB", models.CommentDonor)
}

// fillComments makes one more comment.
func (w *World) fillComments(n string) {
	w.T.Helper()
	CreateBy(w, w.Actor("partner1"), n+"comment", w.App.Comments, models.CommentInput{SubjectType: models.CommentActivity,
		SubjectID: w.IDs["activity"], Audience: models.CommentPartner, Body: n})
}

// commentAsAdmin makes a comment that an admin can change, or one for which it is too late.
func (w *World) commentAsAdmin(name string) {
	w.T.Helper()
	comments := w.App.Comments
	if name == "late comment" {
		comments = w.App.At(func() time.Time { return w.App.Store().Now().Add(-2 * models.CommentOpen) }).Comments
	}
	CreateBy(w, w.Actor("admin"), name, comments, models.CommentInput{SubjectType: models.CommentActivity, SubjectID: w.IDs["activity"],
		Audience: models.CommentTeam, Body: "Fiction"})
}

// mayReadComment tells whether a reader may read a comment: it belongs to the audience, and sees what the comment is about in full.
func (p *plants) mayReadComment(r reader, in models.CommentInput) bool {
	audience := map[models.Role]models.CommentAudience{models.Partner: models.CommentPartner, models.National: models.CommentState,
		models.Donor: models.CommentDonor}
	of := p.byID[in.SubjectID]
	switch of.in.(type) {
	case models.MissionInput, models.FindingInput, models.NeedInput:
		if p.extent(r, of) != models.ExtentFull {
			return false
		}
	}
	return in.Audience == audience[r.role] && p.sees(r, of)
}

// spoke tells whether a user made a comment that a reader may read; a comment names its author.
func (p *plants) spoke(r reader, user *planted) bool {
	for _, o := range p.All {
		if in, is := o.in.(models.CommentInput); is && o.by.UserID == user.id && p.mayReadComment(r, in) {
			return true
		}
	}
	return false
}
