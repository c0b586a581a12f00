package models

import (
	"cmp"
	"slices"
)

// Flow is an amount of US cents in one project, or in one activity of it: what one donor committed there, or, where no
// donor is named, what was spent there. New is the part of it after the day of the report before.
type Flow struct {
	ProjectID, ActivityID, DonorID ID
	Amount, New                    int64
}

// Attribution is a donor's part of what was spent, by project and by activity, and its share of what is not earmarked.
type Attribution struct {
	Projects, Activities map[ID]Attributed
	Shares               map[ID]*Score
	Total                Attributed
}

// Attributed is spending that counts for one donor, in all and after the day of the report before, in US cents.
type Attributed struct{ All, New int64 }

func (a *Attributed) add(b Attributed) { a.All, a.New = a.All+b.All, a.New+b.New }

// fundedPart is what money is committed to and spent on: a project as a whole, or one activity.
type fundedPart struct{ project, activity ID }

// Attribute finds a donor's part of what was spent (docs/domain.md#figures). What was spent on an activity counts for those who
// earmarked commitments to it, by these; where no one did, and for what was spent on the project as a whole, for those who
// committed to the project, by these. The rest counts for no donor. Each is divided by Apportion among all its donors in the
// order of their ids, so that the parts of all donors sum exactly to what was spent.
func Attribute(flows []Flow, donor ID) Attribution {
	spent, weights := map[fundedPart]Attributed{}, map[fundedPart][]Flow{}
	for _, f := range flows {
		at := fundedPart{f.ProjectID, f.ActivityID}
		if f.DonorID == "" {
			spent[at] = Attributed{f.Amount, f.New}
		} else if f.Amount > 0 {
			weights[at] = append(weights[at], f)
		}
	}
	for _, fs := range weights {
		slices.SortFunc(fs, func(a, b Flow) int { return cmp.Compare(a.DonorID, b.DonorID) })
	}
	out := Attribution{Projects: map[ID]Attributed{}, Activities: map[ID]Attributed{}, Shares: map[ID]*Score{}}
	for at, total := range spent {
		donors := weights[at]
		if len(donors) == 0 {
			donors = weights[fundedPart{project: at.project}]
		}
		out.add(at, donorPart(donor, donors, total))
	}
	for at, donors := range weights {
		if at.activity == "" {
			out.Shares[at.project] = donorShare(donor, donors)
		}
	}
	return out
}

func (a *Attribution) add(at fundedPart, part Attributed) {
	project, activity := a.Projects[at.project], a.Activities[at.activity]
	project.add(part)
	activity.add(part)
	a.Projects[at.project] = project
	if at.activity != "" {
		a.Activities[at.activity] = activity
	}
	a.Total.add(part)
}

func donorPart(donor ID, donors []Flow, total Attributed) Attributed {
	i := slices.IndexFunc(donors, func(f Flow) bool { return f.DonorID == donor })
	switch {
	case i < 0:
		return Attributed{}
	case len(donors) == 1:
		return total
	}
	weights := make([]int64, len(donors))
	for j, f := range donors {
		weights[j] = f.Amount
	}
	return Attributed{Apportion(total.All, weights)[i], Apportion(total.New, weights)[i]}
}

func donorShare(donor ID, donors []Flow) *Score {
	var part, whole int64
	for _, f := range donors {
		whole += f.Amount
		if f.DonorID == donor {
			part = f.Amount
		}
	}
	return ShareOf(part, whole)
}
