package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"qadam/models"
)

// Who is addressed by a comment is written down with it: organisations, a State, and persons of the team. That they still see it is
// asked when they are told.

// Addressee is a person who is told of a comment, of an organisation only the first one whose mail arrives, or who is asked to score.
type Addressee struct {
	Recipient      `gorm:"embedded"`
	CommentID      models.ID
	Role           models.Role
	OrganisationID models.ID
	CountryCode    string
	// Reference is by what its object is named to this person; "" for the object's own.
	Reference string
	// Personal tells that it is this person's own step, which no colleague takes.
	Personal bool
}

// organisationsConcerned find, by kind of object, the partners or the donors whom an object @id concerns.
var organisationsConcerned = map[models.CommentAudience]map[models.CommentSubject]string{
	models.CommentPartner: {
		models.CommentActivity: "SELECT ap.organisation_id FROM activity_partners ap WHERE ap.activity_id = @id",
		models.CommentUpdate:   "SELECT u.organisation_id FROM updates u WHERE u.id = @id",
		models.CommentNeed: `SELECT ap.organisation_id FROM activity_needs an JOIN activities a
				ON a.id = an.activity_id AND a.status IN @live JOIN activity_partners ap ON ap.activity_id = a.id WHERE an.need_id = @id
			UNION SELECT r.organisation_id FROM referrals r
				WHERE r.need_id = @id AND r.purpose = ` + quoted(models.PurposeDeliver) +
			` AND r.status IN (` + quoted(models.ReferralProposed, models.ReferralAccepted) + `)`,
	},
	models.CommentDonor: {
		models.CommentActivity: `SELECT t.organisation_id FROM activities a JOIN transactions t ON t.project_id = a.project_id
			AND t.kind <> ` + quoted(models.Expenditure) + ` AND (t.activity_id IS NULL OR t.activity_id = a.id) WHERE a.id = @id`,
		models.CommentUpdate: `SELECT t.organisation_id FROM updates u JOIN transactions t ON t.project_id = u.project_id
			AND t.kind <> ` + quoted(models.Expenditure) + ` AND (t.activity_id IS NULL OR t.activity_id = u.activity_id) WHERE u.id = @id`,
		models.CommentNeed: `SELECT r.organisation_id FROM referrals r WHERE r.need_id = @id
			AND r.purpose = ` + quoted(models.PurposeFund) +
			` AND r.status IN (` + quoted(models.ReferralProposed, models.ReferralAccepted) + `)`,
		models.CommentReport: "SELECT r.organisation_id FROM reports r WHERE r.id = @id",
	},
}

// stateConcerned is the State of an object @id.
var stateConcerned = map[models.CommentSubject]string{
	models.CommentMission:  "SELECT x.country_code FROM missions x WHERE x.id = @id",
	models.CommentFinding:  "SELECT x.country_code FROM findings x WHERE x.id = @id",
	models.CommentNeed:     "SELECT x.country_code FROM needs x WHERE x.id = @id",
	models.CommentActivity: "SELECT x.country_code FROM activities x WHERE x.id = @id",
	models.CommentUpdate: `SELECT x.country_code FROM updates u JOIN activities x ON x.id = u.activity_id WHERE u.id = @id
		UNION SELECT x.country_code FROM updates u JOIN project_countries x ON x.project_id = u.project_id
			WHERE u.id = @id AND u.activity_id IS NULL`,
}

// AddressComment writes down whom a comment addresses: those of its audience whom the object concerns or who have commented on it, and
// of the team the owner of a need, else the mission's team, else those who have commented, else all managers. The author is not told.
func AddressComment(tx *Tx, c *models.Comment) error {
	own := cmp.Or(c.OrganisationID, models.NilID)
	if models.CommentAudienceOf(c.AuthorRole) == "" {
		own = models.NilID // who manages writes for the team, whatever the organisation
	}
	args := map[string]any{"comment": c.ID, "id": c.SubjectID, "audience": c.Audience, "role": c.Audience.Role(),
		"author": cmp.Or(c.AuthorID, models.NilID), "own": own, "live": liveStatuses}
	if by := organisationsConcerned[c.Audience]; by != nil {
		spoke := `SELECT DISTINCT c.organisation_id FROM comments c
			WHERE c.subject_id = @id AND c.audience = @audience AND c.author_role = @role`
		if concerned := by[c.SubjectType]; concerned != "" {
			spoke += " UNION " + concerned
		}
		if _, err := tx.exec(`INSERT INTO comment_addressees (comment_id, role, organisation_id) SELECT @comment, @role, o.organisation_id
			FROM (`+spoke+`) o WHERE o.organisation_id IS NOT NULL AND o.organisation_id <> @own`, args); err != nil {
			return err
		}
	}
	if of := stateConcerned[c.SubjectType]; of != "" && c.Audience == models.CommentState && c.AuthorRole != models.National {
		if _, err := tx.exec(`INSERT INTO comment_addressees (comment_id, role, country_code) SELECT @comment, @role, s.country_code
			FROM (`+of+`) s`, args); err != nil {
			return err
		}
	}
	if c.Audience != models.CommentTeam && models.CommentAudienceOf(c.AuthorRole) == "" {
		return nil // the team has spoken
	}
	return addressTeam(tx, args)
}

// addressTeam writes down those of the team whom a comment addresses.
func addressTeam(tx *Tx, args map[string]any) error {
	for _, of := range []string{
		"SELECT n.owner_id FROM needs n WHERE n.id = @id",
		`SELECT t.user_id FROM mission_team t WHERE t.mission_id = @id OR t.mission_id IN (SELECT n.mission_id FROM needs n WHERE n.id = @id
			UNION SELECT f.mission_id FROM findings f WHERE f.id = @id
			UNION SELECT n.mission_id FROM activity_needs a JOIN needs n ON n.id = a.need_id WHERE a.activity_id = @id
			UNION SELECT n.mission_id FROM updates u JOIN activity_needs a ON a.activity_id = u.activity_id
				JOIN needs n ON n.id = a.need_id WHERE u.id = @id)`,
		"SELECT c.author_id FROM comments c WHERE c.subject_id = @id",
		"SELECT m.id FROM people m WHERE m.role = " + quoted(models.Manager),
	} {
		n, err := tx.exec(`INSERT INTO comment_addressees (comment_id, role, user_id) SELECT @comment, u.role, u.id
			FROM people u WHERE u.id IN (`+of+`) AND u.active AND u.role IN (`+quoted(models.Manager, models.Admin)+`)
				AND u.id <> @author`, args)
		if err != nil || n > 0 {
			return err
		}
	}
	return nil
}

// findAddressees gives the people whom comments address, and who may read them now.
func findAddressees(tx *Tx, comments []models.ID) (map[models.ID][]Addressee, error) {
	person := "SELECT ad.comment_id, ad.role, ad.organisation_id, ad.country_code, p.id, p.name, p.email, p.language, "
	all, err := queryAll[Addressee](tx, strings.ReplaceAll(person, "ad.country_code", "'' AS country_code")+`0 AS place FROM
			comment_addressees ad JOIN people p ON p.id = ad.user_id AND p.active AND p.role IN (`+
		quoted(models.Manager, models.Admin)+`) WHERE ad.comment_id IN @all
		UNION ALL `+person+`0 FROM comment_addressees ad JOIN people p ON p.role = ad.role AND p.country_code = ad.country_code
			AND p.active WHERE ad.comment_id IN @all AND ad.country_code <> ''
		UNION ALL `+person+`CASE p.duty WHEN `+quoted(models.DutyFocalPoint)+` THEN 1 ELSE 2 END FROM comment_addressees ad
			JOIN people p ON p.organisation_id = ad.organisation_id AND p.active AND p.role IN ('', ad.role)
				AND p.duty IN (`+quoted(models.DutyFocalPoint, models.DutyCoordinator)+`) WHERE ad.comment_id IN @all
		UNION ALL `+person+`3 FROM comment_addressees ad JOIN people p ON p.organisation_id = ad.organisation_id AND p.role = ad.role
			AND p.active AND p.duty = `+quoted(models.DutyOther)+` WHERE ad.comment_id IN @all
		ORDER BY comment_id, place, id`, map[string]any{"all": comments})
	if err != nil {
		return nil, err
	}
	read, err := readableComments(tx, all)
	out := map[models.ID][]Addressee{}
	for _, a := range all {
		if read[commentReader{a.CommentID, a.reader()}] {
			out[a.CommentID] = append(out[a.CommentID], a)
		}
	}
	return out, err
}

// commentReader is a comment with one of those who may read it.
type commentReader struct {
	comment models.ID
	reader  models.Actor
}

// readersAtOnce is for how many readers one statement asks what they may read.
const readersAtOnce = 100

// readableComments tells which of the people whom comments address may read them now.
func readableComments(tx *Tx, all []Addressee) (map[commentReader]bool, error) {
	byReader := map[models.Actor][]models.ID{}
	var readers []models.Actor
	for _, a := range all {
		if byReader[a.reader()] == nil {
			readers = append(readers, a.reader())
		}
		byReader[a.reader()] = append(byReader[a.reader()], a.CommentID)
	}
	out := map[commentReader]bool{}
	for some := range slices.Chunk(readers, readersAtOnce) {
		var each []string
		var args []any
		for i, reader := range some {
			each = append(each, fmt.Sprintf("SELECT comments.id, %d AS reader FROM comments WHERE comments.id IN ? AND ?", i))
			args = append(args, byReader[reader], commentScope(tx.As(reader)))
		}
		found, err := queryAll[struct {
			ID     models.ID
			Reader int
		}](tx, strings.Join(each, " UNION ALL "), args...)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			out[commentReader{f.ID, some[f.Reader]}] = true
		}
	}
	return out, nil
}

// reader is as whom an addressee reads.
func (a Addressee) reader() models.Actor {
	return models.Actor{Role: a.Role, OrganisationID: a.OrganisationID, CountryCode: a.CountryCode}
}

// addressed gives comments with the people whom they address; those that nobody may read are left out.
func addressed(tx *Tx, found []WatchedItem) ([]WatchedItem, error) {
	if len(found) == 0 {
		return nil, nil
	}
	all := make([]models.ID, len(found))
	for i, w := range found {
		all[i] = w.ID
	}
	people, err := findAddressees(tx, all)
	var out []WatchedItem
	for _, w := range found {
		if w.Addressed = people[w.ID]; len(w.Addressed) > 0 {
			out = append(out, w)
		}
	}
	return out, err
}

// commentDays is for how long a comment is shown as new.
const commentDays = 14

// commentSearch finds new comments that can be changed no more, and stand. Titles of activities alone are told by mail.
var commentSearch = eventSearch{id: "c.id", since: "c.on_date", byDay: true, addressed: addressed,
	columns: "c.id, " + commentReference("c") + " AS reference, " + commentReference("c") + ` AS group_ref, c.subject_type AS status,
		c.subject_id AS group_id, (SELECT a.title FROM activities a WHERE a.id = c.subject_id) AS group_title`,
	from: "comments c",
	open: func(tx *Tx) Where {
		return where("c.created_at <= ? AND c.on_date >= ? AND NOT EXISTS (SELECT 1 FROM comments n WHERE n.corrects_id = c.id)",
			tx.now.Add(-models.CommentOpen), models.DateOf(tx.now).AddDays(-commentDays))
	}}
