package pages

import (
	"cmp"
	"slices"

	"github.com/gofiber/fiber/v2"

	"qadam/handlers/request"
	"qadam/models"
	"qadam/web"
)

// hitsOfAKind is how many of each kind the page of a search shows.
const hitsOfAKind = 20

func searchRoutes() []route {
	return []route{{fiber.MethodGet, "/search", "search.get", signedIn(showSearch)}}
}

// showSearch shows what the API's search finds for its reader.
func showSearch(x *exchange) error {
	v := web.Search{Words: x.c.Query("q")}
	if !request.ValidText(v.Words) {
		return models.Errorf(models.Malformed, "The words are not valid UTF-8 text.")
	}
	found, err := x.app.Search(x.ctx, x.actor, v.Words, nil, hitsOfAKind)
	if err != nil {
		return err
	}
	for _, h := range found.Items {
		i := slices.IndexFunc(v.Groups, func(g web.SearchGroup) bool { return g.Kind == h.Kind })
		if i < 0 {
			i = len(v.Groups)
			v.Groups = append(v.Groups, web.SearchGroup{Kind: h.Kind, More: slices.Contains(found.More, h.Kind)})
		}
		v.Groups[i].Hits = append(v.Groups[i].Hits, web.SearchHit{Path: pageOf(h), Reference: h.Reference,
			Title: cmp.Or(h.Title, h.Summary, h.Reference), Partial: h.Shared == models.ExtentPartial})
	}
	return x.show(fiber.StatusOK, v)
}

// pageOf is the page of what was found, of a comment that of what it is about; "" where there is none.
func pageOf(h models.SearchHit) string {
	noun, id := string(h.Kind), h.ID
	if h.Kind == models.SearchComments {
		noun, id = string(h.SubjectType), h.SubjectID
	}
	if noun == string(models.SearchNeeds) {
		return "/needs/" + h.Reference
	}
	if _, has := actPages()[noun]; has {
		return "/reminders/" + noun + "/" + string(id)
	}
	return ""
}
