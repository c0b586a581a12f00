package models

import "qadam/models/fold"

// Folded is a noun that keeps some of its texts as package fold writes them, so that the database can compare them.
type Folded interface{ Fold() }

// Terms are the words by which an object is found: those that partial consent opens, and the others.
type Terms struct {
	OpenTerms  string `json:"-" gorm:"->:false;<-"`
	OtherTerms string `json:"-" gorm:"->:false;<-"`
}

// Fold writes the words by which a need is found.
func (n *Need) Fold() {
	n.OpenTerms, n.OtherTerms = fold.Terms(n.Reference, n.ReleasableSummary), fold.Terms(n.Title, n.Description)
}

// Fold writes the words by which a finding is found.
func (f *Finding) Fold() {
	f.OpenTerms, f.OtherTerms = fold.Terms(f.Reference, f.ReleasableSummary), fold.Terms(f.Text, f.Evidence)
}

// Fold writes the words by which an activity is found.
func (a *Activity) Fold() {
	a.OpenTerms, a.OtherTerms = fold.Terms(a.Reference), fold.Terms(a.Title, a.Description)
}

// Fold writes the words by which a mission is found.
func (m *Mission) Fold() {
	m.OpenTerms, m.OtherTerms = fold.Terms(m.Reference, m.ReleasableSummary), fold.Terms(m.Title)
}

// Fold writes the words by which a project is found.
func (p *Project) Fold() {
	p.OpenTerms, p.OtherTerms = fold.Terms(p.Reference), fold.Terms(p.Title, p.Description)
}

// Fold writes the words by which an organisation is found.
func (o *Organisation) Fold() { o.OpenTerms, o.OtherTerms = fold.Terms(o.Code), fold.Terms(o.Name) }

// Fold writes the words by which a report is found.
func (r *Report) Fold() {
	r.OpenTerms, r.OtherTerms = fold.Terms(r.Reference), fold.Terms(r.Title, r.Narrative)
}

// Fold writes the words by which a comment is found.
func (c *Comment) Fold() { c.OpenTerms, c.OtherTerms = "", fold.Terms(c.Body) }

// Fold writes what an institution's name is compared by.
func (i *Institution) Fold() { i.NameKey = fold.Key(i.Name) }

// Fold writes what a user's name is compared by.
func (u *User) Fold() { u.NameKey = fold.Key(u.Name) }

// Fold writes what a contact's name is compared by.
func (c *Contact) Fold() { c.NameKey = fold.Key(c.Name) }

// Fold writes what a scheme's name is compared by.
func (s *Scheme) Fold() { s.NameKey = fold.Key(s.Name) }

// Fold writes what a provision's paragraph is compared by.
func (p *Provision) Fold() { p.ParagraphKey = fold.Key(p.Paragraph) }

// Fold writes what an agreement's name is compared by.
func (d *ReportDeadline) Fold() { d.AgreementKey = fold.Key(d.Agreement) }
