package register

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// Search finds objects of several kinds by words: of those kinds that the actor's role may list, what the actor sees.
func (a *Register) Search(ctx context.Context, actor models.Actor, words string, kinds []models.SearchKind, limit int,
) (*models.Search, error) {
	if err := engine.Allow(actor, "search.get"); err != nil {
		return nil, err
	}
	if words == "" {
		return &models.Search{Items: []models.SearchHit{}, More: []models.SearchKind{}}, nil
	}
	if len(kinds) == 0 {
		kinds = models.SearchedKinds
	}
	var allowed []models.SearchKind
	for _, k := range kinds {
		if engine.Allow(actor, string(k)+".list") == nil {
			allowed = append(allowed, k)
		}
	}
	return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Search, error) {
		return store.FindWords(tx, words, allowed, limit)
	})
}
