package register

import (
	"context"
	"reflect"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// comments makes the use cases of comments.
func (a *Register) comments() engine.Resource[models.Comment, models.CommentInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Comment, models.CommentInput]{Noun: store.Comments,
		Input: func(c *models.Comment) *models.CommentInput { return &c.CommentInput }, Prepare: prepareComment,
		After: func(_ context.Context, tx *store.Tx, old, c *models.Comment) error {
			if old != nil {
				return nil
			}
			if err := answerDraft(tx, c); err != nil {
				return err
			}
			return store.AddressComment(tx, c)
		}})
}

// answerDraft meets the clock of a draft report where the State comments on the mission or on what it found.
func answerDraft(tx *store.Tx, c *models.Comment) error {
	mission := c.SubjectID
	switch {
	case c.AuthorRole != models.National:
		return nil
	case c.SubjectType == models.CommentFinding:
		f, err := store.Findings.Get(tx, c.SubjectID)
		if err != nil {
			return err
		}
		mission = f.MissionID
	case c.SubjectType != models.CommentMission:
		return nil
	}
	m, err := store.Missions.Get(tx, mission)
	if err != nil || m.Status != models.MissionDraftSent {
		return err
	}
	return store.MeetClock(tx, "mission", models.ClockInput{Watches: models.WatchDraft, SubjectID: m.ID, MetOn: c.OnDate,
		Reason: "The State commented"})
}

func prepareComment(tx *store.Tx, old, c *models.Comment) error {
	actor := tx.Actor()
	if old != nil {
		return checkCommentOpen(tx, old, c)
	}
	if own := models.CommentAudienceOf(actor.Role); own != "" && c.Audience != own {
		return models.Fault("/audience", "As a %s you comment to %s: give %s.", actor.Role, own.Words(), own)
	}
	seen, err := store.Commentable(tx, c.SubjectType, c.SubjectID)
	if err != nil {
		return err
	}
	if !seen {
		return models.Fault("/subject_id", "There is no %s with this id, or you may not see it in full.", c.SubjectType)
	}
	open, err := store.CommentOpenTo(tx, c.SubjectType, c.SubjectID, c.Audience)
	if err != nil {
		return err
	}
	if !open {
		return models.Fault("/audience", "Not all of %s may read this %s in full; a comment is read by no more than what it is about.",
			c.Audience.Words(), c.SubjectType)
	}
	c.OnDate, c.AuthorID, c.AuthorName, c.AuthorRole = engine.Today(tx), actor.UserID, actor.Name, actor.Role
	c.OrganisationID = actor.OrganisationID
	if err := checkCommentCorrection(tx, c); err != nil {
		return err
	}
	return checkDocuments(tx, "/documents", nil, c.Documents, c.CorrectsID)
}

// checkCommentOpen refuses a change of a comment by another person, and one that comes late.
func checkCommentOpen(tx *store.Tx, old, c *models.Comment) error {
	if old.AuthorID != tx.Actor().UserID {
		return models.Errorf(models.Forbidden, "Only who made a comment changes it.")
	}
	if tx.Now().Sub(old.CreatedAt) > models.CommentOpen {
		return models.Errorf(models.Conflict,
			"A comment stays as it is after five minutes. Correct it by a further one that names it in corrects_id.")
	}
	was := old.CommentInput
	was.Body, was.Documents = c.Body, c.Documents
	if !reflect.DeepEqual(was, c.CommentInput) {
		return models.Fault("/body", "Only the body and the documents of a comment can be changed.")
	}
	return checkDocuments(tx, "/documents", old.Documents, c.Documents)
}

// checkCommentCorrection checks that a correction is of a comment of one's own on the same object, to the same audience, which was not
// corrected yet.
func checkCommentCorrection(tx *store.Tx, c *models.Comment) error {
	if c.CorrectsID == "" {
		return nil
	}
	wrong, err := store.Comments.Lock(tx, c.CorrectsID)
	if err == nil && wrong.AuthorID != c.AuthorID {
		err = models.NotFoundError()
	}
	switch {
	case err != nil:
		return engine.FaultIfNotFound(err, "/corrects_id", "You made no comment with this id.")
	case wrong.SubjectType != c.SubjectType || wrong.SubjectID != c.SubjectID || wrong.Audience != c.Audience:
		return models.Fault("/corrects_id", "A correction is about the same object, and to the same audience, as what it corrects.")
	case wrong.CorrectedByID != "":
		return models.Errorf(models.Conflict, "This comment was corrected already; correct the comment %s.", wrong.CorrectedByID)
	}
	return nil
}
