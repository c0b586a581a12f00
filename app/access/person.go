package access

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// PersonDoubles gives the people who may be one, for an admin to say whether they are.
func (a *Access) PersonDoubles(ctx context.Context, actor models.Actor) (*models.PersonDoubles, error) {
	if err := engine.Allow(actor, "person.doubles"); err != nil {
		return nil, err
	}
	return engine.View(a.Engine, ctx, actor, store.PersonDoubles)
}

// JoinPeople makes one of two people who may be one, or tells what that would do: what names the other names the kept one, and what opens
// something for the other ends. It cannot be undone.
func (a *Access) JoinPeople(ctx context.Context, actor models.Actor, in models.PersonJoinInput) (*models.PersonJoin, error) {
	if err := engine.Begin(actor, "person.join", in); err != nil {
		return nil, err
	}
	if in.DryRun {
		return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.PersonJoin, error) { return planJoin(tx, in) })
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.PersonJoin, error) {
		plan, err := planJoin(tx, in)
		if err != nil {
			return nil, err
		}
		if plan.EndsAccount {
			if err := endAccount(ctx, tx, in.OtherID); err != nil {
				return nil, err
			}
		}
		before, err := store.JoinPeople(tx, in.KeptID, in.OtherID)
		if err != nil {
			return nil, err
		}
		return plan, engine.Audit(ctx, tx, "person.join", "person", in.KeptID, before, plan)
	})
}

// planJoin tells what joining two people does.
func planJoin(tx *store.Tx, in models.PersonJoinInput) (*models.PersonJoin, error) {
	pair, err := doublesOf(tx, in.KeptID, in.OtherID, "/other_id")
	if err != nil {
		return nil, err
	}
	keep, other := pair[0], pair[1]
	if keep.Role == "" && other.Role != "" && other.Active {
		return nil, models.Fault("/other_id", "%s signs in: keep that record, and join the other into it.", other.Name)
	}
	if keep.Role != "" && other.Role != "" && keep.Role != other.Role {
		return nil, models.Fault("/other_id", "One signs in as %s, the other as %s: give both the role that the person has, and join them "+
			"then.", models.Words(keep.Role), models.Words(other.Role))
	}
	if !keep.Active && other.Active {
		return nil, models.Fault("/kept_id", "This record is closed: keep the other one, and join this one into it.")
	}
	plan := &models.PersonJoin{KeptID: keep.ID, OtherID: other.ID, DryRun: in.DryRun, Duty: keep.Duty, EndsAccount: other.Role != ""}
	if other.OrganisationID != keep.OrganisationID {
		plan.LeavesID = other.OrganisationID
	} else if keep.Duty == models.DutyOther {
		plan.Duty = other.Duty
	}
	plan.Moved, err = store.CountReferences(tx, other.ID)
	return plan, err
}

// doublesOf gives two people of whom it is asked whether they are one, locked.
func doublesOf(tx *store.Tx, one, other models.ID, pointer string) (pair [2]models.Person, err error) {
	asked, err := store.IsDouble(tx, one, other)
	if err == nil && asked {
		return store.LockPair(tx, one, other)
	}
	if err == nil {
		err = models.Fault(pointer, "Nothing says that these two may be one: give a pair of /people/doubles.")
	}
	return pair, err
}

// endAccount ends all that opens something for a user, as closing the account does.
func endAccount(ctx context.Context, tx *store.Tx, id models.ID) error {
	u, err := store.Users.Lock(tx, id)
	if err != nil {
		return err
	}
	old := *u
	u.Active = false
	if err := store.Users.Update(tx, u); err != nil {
		return err
	}
	return endKeysOnChange(ctx, tx, &old, u)
}

// KeepPeopleApart says of two people who may be one that they are two.
func (a *Access) KeepPeopleApart(
	ctx context.Context, actor models.Actor, in models.PersonApart,
) (*models.PersonApart, error) {
	if err := engine.Begin(actor, "person.apart", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.PersonApart, error) {
		if _, err := doublesOf(tx, in.FirstID, in.SecondID, "/second_id"); err != nil {
			return nil, err
		}
		if err := store.KeepApart(tx, in.FirstID, in.SecondID); err != nil {
			return nil, err
		}
		return &in, engine.Audit(ctx, tx, "person.apart", "person", in.FirstID, nil, in)
	})
}
