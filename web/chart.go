package web

import (
	"fmt"
	"html/template"
	"strings"

	"qadam/models"
)

// Small charts are made here and not by templates, which take longer over them than over all else on a page. They are pictures of
// numbers that stand beside them in text, and so hidden from those who do not see them.

// stripCells is how many cells a strip has at most; over more ranks they are bins.
const stripCells = 24

// Robustness is how sure a rank is: the shares of the ranks from First on, in per cent of the draws, among Of needs.
type Robustness struct {
	Rank, First, Of, Top int
	Low, High            int
	Shares               []models.Score
	TopShare             models.Score
	Word                 models.Certainty
	// Incomplete tells that criteria without a score were drawn over their whole scale; then today's rank is not outlined.
	Incomplete bool
}

// Percent is the share of draws among the first, without decimals.
func (r *Robustness) Percent() int { return int(r.TopShare) / 100 }

// Strip draws one cell a rank, the darker the oftener, an outline on today's rank and a line behind the last of the first.
func (r *Robustness) Strip() template.HTML {
	bin := (r.Of + stripCells - 1) / stripCells
	if bin == 0 {
		return ""
	}
	cells := (r.Of + bin - 1) / bin
	shares := make([]int, cells)
	for i, s := range r.Shares {
		if at := (r.First - 1 + i) / bin; at < cells {
			shares[at] += int(s)
		}
	}
	const step = 10
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="strip" viewBox="-1 -1 %d 18" preserveAspectRatio="none" aria-hidden="true"><path class="f-line" d="`,
		cells*step+2)
	for i := range cells {
		fmt.Fprintf(&b, "M%d 0h9v16h-9z", i*step)
	}
	b.WriteString(`"/>`)
	for i, share := range shares {
		if share >= 50 {
			fmt.Fprintf(&b, `<path class="f-1" fill-opacity="%.2f" d="M%d 0h9v16h-9z"/>`, min(0.12+0.88*float64(share)/10000, 1), i*step)
		}
	}
	if r.Top > 0 && r.Top < r.Of {
		fmt.Fprintf(&b, `<path class="f-top" d="M%.1f -1v18"/>`, float64(r.Top)/float64(bin)*step-0.5)
	}
	if !r.Incomplete && r.Rank > 0 {
		fmt.Fprintf(&b, `<path class="f-ink" d="M%d 0h9v16h-9z"/>`, (r.Rank-1)/bin*step)
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// ScoreBar draws a score from 0 to 100.
func ScoreBar(s models.Score) template.HTML {
	return template.HTML(fmt.Sprintf(`<svg class="meter" viewBox="0 0 56 8" preserveAspectRatio="none" aria-hidden="true">`+
		`<path class="f-line" d="M0 0h56v8h-56z"/><path class="f-1" d="M0 0h%.1fv8h-56z"/></svg>`, 56*float64(min(max(s, 0), 10000))/10000))
}

// Funding is money along what is needed, in cents. What is not known is 0.
type Funding struct{ Needed, Pledged, Committed, Disbursed, Spent int64 }

// Percent is how much of what is needed is committed, in per cent, never more than 100.
func (f Funding) Percent() int {
	if f.Needed <= 0 {
		return 0
	}
	return int(min(f.Committed, f.Needed) * 100 / f.Needed)
}

// nested tells that each sum is a part of the next: only then they can be drawn as one bar.
func (f Funding) nested() bool {
	return f.Spent <= f.Disbursed && f.Disbursed <= f.Committed && (f.Pledged == 0 || f.Committed <= f.Pledged)
}

// fundWidth is the width of a funding bar in units.
const fundWidth = 200

// Bar draws the sums as edges along what is needed; where they are not parts of each other, as thin bars below each other.
func (f Funding) Bar(class string) template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="fund%s" viewBox="-1 -1 %d 18" preserveAspectRatio="none" aria-hidden="true">`, class, fundWidth+2)
	b.WriteString(`<path class="f-gap" vector-effect="non-scaling-stroke" d="M0 0h200v16h-200z"/>`)
	layers := []struct {
		class string
		cents int64
	}{{"f-4", f.Pledged}, {"f-3", f.Committed}, {"f-2", f.Disbursed}, {"f-1", f.Spent}}
	for i, l := range layers {
		if l.cents <= 0 || f.Needed <= 0 {
			continue
		}
		width := float64(min(l.cents, f.Needed)) * fundWidth / float64(f.Needed)
		top, height := 0.0, 16.0
		if !f.nested() {
			top, height = float64(i)*4, 3
		}
		fmt.Fprintf(&b, `<path class="%s" vector-effect="non-scaling-stroke" d="M0 %gh%.1fv%gH0z"/>`, l.class, top, width, height)
		if l.class == "f-4" {
			b.WriteString(hatching(width, top, height))
		}
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// hatching draws slanted lines over a part of a bar.
func hatching(width, top, height float64) string {
	var b strings.Builder
	b.WriteString(`<path class="s-2" vector-effect="non-scaling-stroke" d="`)
	for x := 0.0; x+height/2 <= width; x += 8 {
		fmt.Fprintf(&b, "M%g %gl%g -%g", x, top+height, height/2, height)
	}
	b.WriteString(`"/>`)
	return b.String()
}

// Spread draws the mean of the assessors' scores and what lies between the lowest and the highest, from 1 to 5.
func Spread(mean models.Score, lowest, highest int) template.HTML {
	at := func(v float64) float64 { return 6 + (v-1)*42 }
	return template.HTML(fmt.Sprintf(`<svg class="spread" viewBox="0 0 180 16" aria-hidden="true">`+
		`<path class="f-tick" d="M6 8h168M6 5v6M48 5v6M90 5v6M132 5v6M174 5v6"/><path class="f-band" d="M%.1f 8H%.1f"/>`+
		`<circle class="f-1" cx="%.1f" cy="8" r="5"/></svg>`, at(float64(lowest)), at(float64(highest)), at(float64(mean)/100)))
}

// mostSquares is how many needs are drawn one by one.
const mostSquares = 12

// Squares draws a square for each need of a theme, filled where somebody answers it or it is met.
func Squares(c ThemeCover) template.HTML {
	n := c.Of()
	if n > mostSquares {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="squares" width="%d" height="12" aria-hidden="true">`, n*13)
	for i := range n {
		class := "f-4"
		if i < c.Answered+c.Met {
			class = "f-1"
		}
		fmt.Fprintf(&b, `<path class="%s" d="M%d 1h10v10h-10z"/>`, class, i*13+1)
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// GapBar draws what is committed along what is needed, over many needs.
func GapBar(g *models.GapTotal) template.HTML {
	return Funding{Needed: g.Needed.Minor, Committed: g.Covered.Minor}.Bar(" wide")
}
