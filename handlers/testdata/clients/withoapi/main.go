// Command withoapi lists, adds, changes and steps needs by a client that oapi-codegen made from the API's description.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/google/uuid"

	"clients/oapi"
)

func main() {
	if err := run(context.Background(), os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, base, token, mission string) error {
	api, err := oapi.NewClientWithResponses(base, oapi.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+token)
		return nil
	}))
	if err != nil {
		return err
	}
	status := []oapi.NeedListParamsStatus{"identified", "agreed"}
	page, err := api.NeedListWithResponse(ctx, &oapi.NeedListParams{Status: &status})
	if err != nil || page.JSON200 == nil || len(page.JSON200.Items) == 0 {
		return fmt.Errorf("list: %v %+v", err, page)
	}
	made, err := api.NeedCreateWithResponse(ctx, &oapi.NeedCreateParams{}, oapi.NeedInput{MissionId: uuid.MustParse(mission),
		Title: "Need of a client (fiction)", Level: oapi.NeedInputLevelOperational, Kind: oapi.NeedInputKindTraining,
		ThemeCodes: []string{"marking"}})
	if err != nil || made.JSON201 == nil {
		return fmt.Errorf("create: %v %s", err, made.Body)
	}
	id, title := made.JSON201.Id, "Need of a client, reworded (fiction)"
	changed, err := api.NeedUpdateWithResponse(ctx, id, &oapi.NeedUpdateParams{IfMatch: made.HTTPResponse.Header.Get("ETag")},
		oapi.NeedPatch{Title: &title})
	if err != nil || changed.JSON200 == nil || changed.JSON200.Title != title {
		return fmt.Errorf("update: %v %s", err, changed.Body)
	}
	stale, err := api.NeedUpdateWithResponse(ctx, id, &oapi.NeedUpdateParams{IfMatch: made.HTTPResponse.Header.Get("ETag")},
		oapi.NeedPatch{Title: &title})
	if err != nil || stale.StatusCode() != http.StatusPreconditionFailed {
		return fmt.Errorf("update of an earlier version: %v %s", err, stale.Body)
	}
	stepped, err := api.NeedStepWithResponse(ctx, id, &oapi.NeedStepParams{IfMatch: changed.HTTPResponse.Header.Get("ETag")},
		oapi.StepInput{To: "agreed"})
	if err != nil || stepped.JSON200 == nil || stepped.JSON200.Status != "agreed" {
		return fmt.Errorf("step: %v %s", err, stepped.Body)
	}
	fmt.Println(stepped.JSON200.Reference)
	return nil
}
