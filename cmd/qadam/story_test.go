package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"qadam/app/mail/mailtest"
	"qadam/app/store/storetest"
)

// object is what the API answers with.
type object map[string]any

// caller is a user with a token.
type caller struct {
	t          *testing.T
	url, token string
}

// send sends a request and gives the answer, which has to have this status.
func (c caller) send(want int, method, path string, body any, header ...string) object {
	c.t.Helper()
	var text string
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		text = string(b)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.url+"/api/v1"+path, strings.NewReader(text))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if answer.StatusCode != want {
		c.t.Fatalf("%s %s: %d, want %d: %s", method, path, answer.StatusCode, want, b)
	}
	var out object
	if err := json.Unmarshal(b, &out); err != nil {
		c.t.Fatalf("%s %s: %v: %s", method, path, err, b)
	}
	return out
}

func (c caller) get(path string) object  { c.t.Helper(); return c.send(200, "GET", path, nil) }
func (c caller) gone(path string) object { c.t.Helper(); return c.send(404, "GET", path, nil) }
func (c caller) add(path string, in object) object {
	c.t.Helper()
	return c.send(201, "POST", path, in)
}

// step reads an object for its ETag and lets it take a step, as a person does.
func (c caller) step(path string, in object) object {
	c.t.Helper()
	return c.stepWith(path, in)
}

// stepWith takes a step with more headers.
func (c caller) stepWith(path string, in object, header ...string) object {
	c.t.Helper()
	version := c.get(path)["version"]
	return c.send(200, "POST", path+"/step", in, append(header, "If-Match", fmt.Sprintf(`"%v"`, version))...)
}

func (o object) id() string { return o["id"].(string) }

// items gives the objects of a page.
func (o object) items() []object {
	var out []object
	for _, i := range o["items"].([]any) {
		out = append(out, i.(map[string]any))
	}
	return out
}

// cast is everybody in the story.
type cast struct {
	admin, manager, assessor, partner, donor, stranger, national caller
	lead, agency, fund                                           string // organisations
	env                                                          []string
	mails                                                        *mailtest.Server
}

// The main job from end to end, as people do it: a mission finds a need; the State agrees; it is ranked, referred, taken up
// and delivered; the partner is reminded by mail and reports; the donor reads what came of its money; the need is met.
func TestStory(t *testing.T) {
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			c := enter(t, kind)
			need := c.assess(t)
			c.share(t, need)
			activity, milestone := c.deliver(t, need)
			c.remindAndReport(t, activity, milestone)
			c.account(t, need)
			c.meet(t, need)
		})
	}
}

// enter sets the installation up: an operator makes the first admin, who lets the others in.
func enter(t *testing.T, kind string) *cast {
	c := &cast{mails: mailtest.Start(t)}
	c.env = []string{"QADAM_DATABASE=" + storetest.Address(t, kind), "QADAM_SMTP_URL=" + c.mails.URL(),
		"QADAM_MAIL_FROM=Qadam <qadam@example.org>"}
	must(t, c.env, "seed", "reference")
	must(t, c.env, "user", "add", "--email=admin@demo.example", "--name=Admin (fiction)", "--role=admin")
	s := serve(t, c.env, "serve", "--listen=127.0.0.1:0", "--notice=All fiction")
	token := strings.TrimSpace(must(t, c.env, "token", "create", "--user=admin@demo.example", "--scope=write", "--name=first"))
	c.admin = caller{t, s.url, token}
	organisation := func(code, kind string, listed bool) string {
		return c.admin.add("/organisations", object{"code": code, "name": code + " (fiction)", "kind": kind, "listed": listed}).id()
	}
	c.lead, c.agency, c.fund = organisation("LEAD", "un_entity", true), organisation("AGENCY", "ngo", true),
		organisation("FUND", "government", false)
	other := organisation("OTHER", "government", false)
	user := func(name string, in object) caller {
		in["name"], in["email"], in["active"] = name, name+"@demo.example", true
		c.admin.add("/users", in)
		return caller{t, s.url, strings.TrimSpace(must(t, c.env, "token", "create", "--user="+name+"@demo.example", "--scope=write",
			"--name="+name))}
	}
	c.manager, c.assessor = user("manager", object{"role": "manager"}), user("assessor", object{"role": "manager"})
	c.partner, c.donor = user("partner", object{"role": "partner", "organisation_id": c.agency}),
		user("donor", object{"role": "donor", "organisation_id": c.fund})
	c.stranger = user("stranger", object{"role": "donor", "organisation_id": other})
	c.national = user("national", object{"role": "national", "country_code": "KAZ"})
	c.partner.add("/contacts", object{"organisation_id": c.agency, "name": "Focal Point (fiction)", "email": "focal@agency.example",
		"duty": "focal_point", "language": "en", "active": true})
	return c
}

// assess is from the mission to the ranked need.
func (c *cast) assess(t *testing.T) string {
	border := c.national.add("/institutions", object{"country_code": "KAZ", "name": "Border service (fiction)"}).id()
	mission := c.manager.add("/missions", object{"country_code": "KAZ", "title": "Mission (fiction)", "modality": "virtual",
		"lead_organisation_id": c.lead,
		"parts":                []object{{"starts_on": "2021-01-18", "ends_on": "2021-01-25"}}, "institution_ids": []string{border},
		"sessions": []object{{"on_date": "2021-01-19", "title": "Border control", "institution_ids": []string{border}}}})
	for _, to := range []string{"under_way", "drafting", "draft_sent", "report_sent", "follow_up"} {
		c.manager.step("/missions/"+mission.id(), object{"to": to, "on_date": "2021-03-01"})
	}
	finding := c.manager.add("/findings", object{"mission_id": mission.id(), "dimension": "operational", "kind": "shortfall",
		"text": "SECRET finding", "rating_code": ""})
	need := c.manager.add("/needs", object{"mission_id": mission.id(), "title": "SECRET title", "description": "SECRET text",
		"releasable_summary": "Training at the border",
		"level":              "operational", "kind": "training", "theme_codes": []string{"border"}, "finding_ids": []string{finding.id()},
		"institution_ids": []string{border}, "estimated_cost": object{"amount": "100000.00", "currency": "USD"}, "wanted_by": "2027-12-31"})
	if need["reference"] != "KAZ-2021-01" || need["status"] != "identified" {
		t.Errorf("%v", need)
	}
	path := "/needs/" + need.id()
	c.manager.send(409, "POST", path+"/step", object{"to": "met"}, "If-Match", `"1"`)
	c.national.step(path, object{"to": "agreed", "on_date": "2021-04-01"})
	for _, criterion := range c.manager.get("/schemes?current=true").items()[0]["criteria"].([]any) {
		id := criterion.(map[string]any)["id"]
		c.manager.add("/scores", object{"need_id": need.id(), "criterion_id": id, "value": 4, "reason": "Because"})
		c.assessor.add("/scores", object{"need_id": need.id(), "criterion_id": id, "value": 5, "reason": "Even more"})
	}
	if got := c.manager.get(path)["priority"]; got != 87.5 { // all means are 4.5: (4.5 - 1) / 4
		t.Errorf("priority %v", got)
	}
	c.manager.step(path, object{"to": "prioritized", "on_date": "2021-05-01"})
	referred := time.Now().AddDate(0, 0, -90).Format(time.DateOnly) // long before it is asked whether it was met
	c.manager.step(path, object{"to": "referred", "on_date": referred, "organisation_id": c.agency})
	return need.id()
}

// share is what the others see before and after the State consents.
func (c *cast) share(t *testing.T, need string) {
	path := "/needs/" + need
	c.partner.gone(path)
	c.donor.gone(path)
	referral := c.partner.get("/referrals").items()[0]
	if referral["need_id"] != nil || referral["need_reference"] != "" {
		t.Errorf("the referral tells of the need: %v", referral)
	}
	consent := func(extent, audience string) {
		c.national.add("/consents", object{"subject_type": "need", "subject_id": need, "extent": extent, "audience": audience,
			"instrument": "Note verbale 12/21", "given_on": "2021-06-02"})
	}
	consent("full", "partners")
	consent("partial", "donors")
	if got := c.partner.get(path); got["title"] != "SECRET title" || len(got["finding_ids"].([]any)) != 0 {
		t.Errorf("the partner gets %v", got)
	}
	if got := c.donor.get(path); got["title"] != "" || got["releasable_summary"] != "Training at the border" {
		t.Errorf("the donor gets %v", got)
	}
	c.partner.step("/referrals/"+referral.id(), object{"to": "accepted", "reason": "We can"})
	if got := c.manager.get(path); got["proposed_status"] != "taken_up" {
		t.Errorf("accepted, and the need proposes %v", got["proposed_status"])
	}
	c.manager.step(path, object{"to": "taken_up"})
}

// deliver is from the project to the activity that carries the need into delivery.
func (c *cast) deliver(t *testing.T, need string) (activity, milestone string) {
	day := func(n int) string { return time.Now().UTC().AddDate(0, 0, n).Format(time.DateOnly) }
	project := c.manager.add("/projects", object{"title": "Project (fiction)", "lead_organisation_id": c.agency,
		"country_codes": []string{"KAZ"}, "starts_on": day(-90), "ends_on": day(300), "reporting_months": 3})
	c.manager.add("/rates", object{"currency": "EUR", "on_date": "2021-01-01", "usd_per_unit": "1.25", "source": "Fiction"})
	v := c.manager.add("/activities", object{"project_id": project.id(), "title": "Course (fiction)", "country_code": "KAZ",
		"theme_codes": []string{"border"},
		"partners":    []object{{"organisation_id": c.agency, "partner_role": "lead"}}, "needs": []object{{"need_id": need, "share": 100}},
		"planned_start": day(-60), "planned_end": day(200), "health": "on_track", "progress": 0})
	c.manager.add("/transactions", object{"kind": "commitment", "organisation_id": c.fund, "project_id": project.id(),
		"activity_id": v.id(), "amount": object{"amount": "60000.00", "currency": "EUR"}, "value_date": "2021-07-01"})
	m := c.partner.add("/milestones", object{"activity_id": v.id(), "title": "First course", "due_on": day(-3), "weight": 1})
	c.partner.add("/milestones", object{"activity_id": v.id(), "title": "Second course", "due_on": day(150), "weight": 1,
		"waits_for_id": m.id()})
	// long enough ago to have milestones, not to be silent
	c.partner.step("/activities/"+v.id(), object{"to": "implementation", "on_date": day(-20)})
	if got := c.manager.get("/needs/" + need); got["status"] != "in_delivery" {
		t.Errorf("the activity started, and the need is %v", got["status"])
	}
	return v.id(), m.id()
}

// remindAndReport is the mail about what is late, and the partner's answer.
func (c *cast) remindAndReport(t *testing.T, activity, milestone string) {
	must(t, c.env, "remind", "--now")
	for end := time.Now().Add(time.Minute); len(c.mails.Messages()) == 0 && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
	}
	mails := c.mails.Messages()
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	if got := mails[0]; got.To[0] != "focal@agency.example" || got.Subject() != "Update due: KAZ-P01-A1, 3 days late" ||
		strings.Contains(got.Text+got.HTML, "SECRET") {
		t.Errorf("to %v: %s\n%s", got.To, got.Subject(), got.Text)
	}
	v := c.partner.get("/activities/" + activity)
	update := c.partner.add("/updates", object{"project_id": v["project_id"], "activity_id": activity, "period_from": "2021-07-01",
		"period_to": "2021-09-30", "narrative": "The first course was held (fiction).", "health": "at_risk", "progress": 50,
		"milestones": []object{{"milestone_id": milestone, "done_on": time.Now().UTC().Format(time.DateOnly)}}})
	c.donor.gone("/updates/" + update.id())
	c.partner.step("/updates/"+update.id(), object{"to": "submitted"})
	c.manager.step("/updates/"+update.id(), object{"to": "accepted"})
	if got := c.donor.get("/updates/" + update.id()); got["status"] != "accepted" {
		t.Errorf("%v", got)
	}
	if got := c.manager.get("/milestones/" + milestone); got["status"] != "delivered" {
		t.Errorf("%v", got)
	}
	must(t, c.env, "remind", "--now")
	if sent := c.manager.get("/reminders").items(); len(sent) != 1 || sent[0]["status"] != "sent" {
		t.Errorf("%v", sent)
	}
}

// account is what only the donor reads.
func (c *cast) account(t *testing.T, need string) {
	s := c.donor.get("/donors/" + c.fund + "/summary")
	text := fmt.Sprint(s)
	if strings.Contains(text, "SECRET") || !strings.Contains(text, "Training at the border") {
		t.Errorf("the summary says %s", text)
	}
	money := s["money"].(map[string]any)
	if got := fmt.Sprint(money["committed"]); got != "map[amount:75000.00 currency:USD]" {
		t.Errorf("committed %s", got)
	}
	c.stranger.gone("/donors/" + c.fund + "/summary")
	if got := c.stranger.get("/activities").items(); len(got) != 0 {
		t.Errorf("a stranger sees %v", got)
	}
	today := time.Now().UTC().Format(time.DateOnly)
	report := c.manager.add("/reports", object{"organisation_id": c.fund, "as_of": today, "title": "First report (fiction)"})
	c.stranger.gone("/reports/" + report.id())
	read := c.donor.get("/reports/" + report.id())
	if read["sha256"] != report["sha256"] || !strings.Contains(fmt.Sprint(read["content"]), "KAZ-P01-A1") {
		t.Errorf("%v", read)
	}
}

// meet is the end: the partner proposes, the manager decides, the State confirms.
func (c *cast) meet(t *testing.T, need string) {
	path := "/needs/" + need
	meant := []string{"Prefer", "handling=lenient"} // its activity goes on
	c.partner.stepWith(path, object{"to": "met", "reason": "Both courses held"}, meant...)
	if got := c.manager.get(path); got["status"] != "in_delivery" || got["proposed_status"] != "met" {
		t.Errorf("%v", got)
	}
	met := c.manager.stepWith(path, object{"to": "met"}, meant...)
	confirmed := c.national.send(200, "POST", path+"/answer", object{"answer": "met"}, "If-Match", fmt.Sprintf(`"%v"`, met["version"]))
	if confirmed["confirmed_on"] == nil || confirmed["next_step"].(map[string]any)["action"] != "" {
		t.Errorf("%v", confirmed)
	}
	var told []string
	for _, s := range c.national.get(path + "/steps").items() {
		word := fmt.Sprint(s["to_status"])
		if s["proposed"] == true {
			word += "?"
		}
		told = append(told, word)
	}
	// What the partner proposed stands beside what was decided; the last is the State's confirmation.
	if got := strings.Join(told, " "); got != "agreed prioritized referred taken_up? taken_up in_delivery met? met met" {
		t.Errorf("its history: %s", got)
	}
	if n := len(c.admin.get("/audit?subject_id=" + need).items()); n < 8 {
		t.Errorf("the audit has %d rows", n)
	}
}
