// Command withogen lists, adds, changes and steps needs by a client that ogen made from the API's description.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/google/uuid"
	"github.com/ogen-go/ogen/ogenerrors"

	"clients/og"
)

func main() {
	if err := run(context.Background(), os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type bearer string

func (b bearer) BearerAuth(context.Context, og.OperationName) (og.BearerAuth, error) {
	return og.BearerAuth{Token: string(b)}, nil
}

func (bearer) SessionCookie(context.Context, og.OperationName) (og.SessionCookie, error) {
	return og.SessionCookie{}, ogenerrors.ErrSkipClientSecurity
}

// oneNeed is an answer that is a need, whatever its name.
type oneNeed interface {
	GetETag() og.OptString
	GetResponse() og.Need
}

func run(ctx context.Context, base, token, mission string) error {
	api, err := og.NewClient(base, bearer(token))
	if err != nil {
		return err
	}
	listed, err := api.NeedList(ctx, og.NeedListParams{Status: []og.NeedListStatusItem{og.NeedListStatusItemIdentified}})
	page, is := listed.(interface{ GetResponse() og.NeedPage })
	if err != nil || !is || len(page.GetResponse().Items) == 0 {
		return fmt.Errorf("list: %w %+v", err, listed)
	}
	created, err := api.NeedCreate(ctx, &og.NeedInput{MissionID: uuid.MustParse(mission), Title: "Need of a client (fiction)",
		Level: og.NeedInputLevelOperational, Kind: og.NeedInputKindTraining, ThemeCodes: []string{"marking"}}, og.NeedCreateParams{})
	made, is := created.(oneNeed)
	if err != nil || !is {
		return fmt.Errorf("create: %w %+v", err, created)
	}
	id, title := made.GetResponse().ID, "Need of a client, reworded (fiction)"
	patch := og.NeedUpdateApplicationJSON{Title: og.NewOptString(title)}
	updated, err := api.NeedUpdate(ctx, &patch, og.NeedUpdateParams{ID: id, IfMatch: made.GetETag().Value})
	changed, is := updated.(oneNeed)
	if err != nil || !is || changed.GetResponse().Title != title {
		return fmt.Errorf("update: %w %+v", err, updated)
	}
	stale, err := api.NeedUpdate(ctx, &patch, og.NeedUpdateParams{ID: id, IfMatch: made.GetETag().Value})
	if _, is := stale.(*og.NeedUpdatePreconditionFailed); err != nil || !is {
		return fmt.Errorf("update of an earlier version: %w %+v", err, stale)
	}
	took, err := api.NeedStep(ctx, &og.StepInput{To: "agreed"}, og.NeedStepParams{ID: id, IfMatch: changed.GetETag().Value})
	stepped, is := took.(oneNeed)
	if err != nil || !is || stepped.GetResponse().Status != "agreed" {
		return fmt.Errorf("step: %w %+v", err, took)
	}
	fmt.Println(stepped.GetResponse().Reference)
	return nil
}
