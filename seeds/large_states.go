package seeds

import (
	"fmt"

	"qadam/models"
)

// offers are of partners and donors in turn.
func (g *large) offers() {
	for i := range 14 {
		o := Offer{Organisation: partnerOf(i).code, CreatedOn: g.today.AddDays(-400 + 20*i), Status: models.OfferOpen}
		o.OfferInput = models.OfferInput{Reference: fmt.Sprintf("OFF-L%02d", i+1), Purpose: models.PurposeDeliver, Title: title(anOffer, i),
			Description: prose(anOffer, i, 2), ThemeCodes: g.twoThemes(i), CountryCodes: []string{largeState(i)},
			Kinds:  []models.NeedKind{models.NeedKind(models.NeedKind("").Values()[i%7])},
			Levels: []models.NeedLevel{models.NeedLevel(models.NeedLevel("").Values()[i%3])}, Languages: []string{"ru", "en"},
			StartsOn: g.today.AddDays(-390 + 20*i), EndsOn: g.today.AddDays(300), Places: 2}
		if i%4 == 3 {
			o.Organisation, o.Purpose, o.Places, o.Envelope = largeDonors[i%len(largeDonors)], models.PurposeFund, 0, usd(400)
		}
		if i%5 == 4 {
			o.Status = models.OfferClosed
			o.Steps = []Step{step(o.Status, g.today.AddDays(-10), largeManager, "The period is over")}
		}
		g.Offers = append(g.Offers, o)
	}
}

// everyState adds what no mission has by itself: requests for consent in each state, reports of two periods, and comments on each kind of
// object to each audience.
func (g *large) everyState() {
	for i, mission := range []int{1, 2, 3, 4} {
		r := ConsentRequest{Subject: g.needAt(mission, 8), By: largeManager, AskedOn: g.today.AddDays(-3)}
		r.ConsentRequestInput = models.ConsentRequestInput{SubjectType: models.SubjectNeed, Extent: models.ExtentFull,
			Audience: models.AudiencePartners, Procedure: models.ProcedureAnswer, Instrument: fmt.Sprintf("Letter %d", 40+i)}
		switch i {
		case 1:
			r.Procedure, r.SilenceDays = models.ProcedureSilence, 5
		case 2:
			r.CancelledOn = g.today.AddDays(-1)
		case 3:
			r.Answer, r.AnsweredOn, r.AnsweredBy = models.AnswerGive, g.today.AddDays(-1), counterpart(largeState(mission))
		}
		g.Asked = append(g.Asked, r)
	}
	for i, donor := range largeDonors {
		for at, days := range []int{-180, -14} {
			r := Report{Key: fmt.Sprintf("%s %d", donor, at+1), Organisation: donor, By: largeManager, IssuedOn: g.today.AddDays(days + 10)}
			r.ReportInput = models.ReportInput{AsOf: g.today.AddDays(days), Title: title(anIndicator, i*2+at),
				Narrative: prose(anIndicator, i, 2)}
			g.Reports = append(g.Reports, r)
		}
	}
	for i, audience := range []models.CommentAudience{models.CommentTeam, models.CommentPartner, models.CommentState, models.CommentDonor} {
		need := g.needAt(0, placeMet)
		g.say(i, models.CommentNeed, need, audience)
	}
	g.say(4, models.CommentMission, missionReference(2), models.CommentState)
	g.say(5, models.CommentFinding, findingReference(2, 0), models.CommentState)
	g.say(6, models.CommentActivity, activityReferenceOf(1, 0), models.CommentPartner)
	g.say(7, models.CommentUpdate, "update of "+activityReferenceOf(1, 0), models.CommentPartner)
	g.say(8, models.CommentReport, "DON-A 1", models.CommentTeam)
	for i, title := range []string{infected, "Attendance list of the second day"} {
		c := &g.Comments[len(g.Comments)-1-i]
		c.Files = []Attachment{{Title: title, File: fmt.Sprintf("attendance-%d.pdf", i+1)}}
		c.OnDate = g.today.AddDays(-2 + 2*i) // the antivirus looks in between
	}
}

func (g *large) say(i int, about models.CommentSubject, subject string, audience models.CommentAudience) {
	c := Comment{Subject: subject, By: largeManager, OnDate: g.today.AddDays(-2)}
	c.CommentInput = models.CommentInput{SubjectType: about, Audience: audience, Body: largeTexts[i%len(largeTexts)]}
	g.Comments = append(g.Comments, c)
}
