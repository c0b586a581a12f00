package openapi_test

import (
	"encoding/json"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// TestBodiesHoldTheLargestInput adds up what the members of an input may hold by the description, in letters as \u0434: a body of that
// size has to be within the bytes that its operation takes, and those that everybody may send are small.
func TestBodiesHoldTheLargestInput(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	var doc struct {
		Components struct{ Schemas map[string]schema }
		Paths      map[string]map[string]struct {
			RequestBody struct {
				Content map[string]struct{ Schema schema }
			}
		}
	}
	if err := json.Unmarshal(handlerstest.Described(t, w.API).Text, &doc); err != nil {
		t.Fatal(err)
	}
	for _, l := range w.Lines() {
		for media, content := range doc.Paths[l.Path][strings.ToLower(l.Method)].RequestBody.Content {
			size := min(sizeOf(content.Schema, doc.Components.Schemas), 4<<20)
			if strings.HasSuffix(media, "json") && size > l.MaxBody {
				t.Errorf("%s takes %d bytes, and its members may hold %d", l.Action, l.MaxBody, size)
			}
			if l.MaxBody > 64<<10 && (l.Open || size <= 32<<10 && l.Media == "" && l.Action != "batch.send") {
				t.Errorf("%s takes %d bytes, and its members may hold %d alone", l.Action, l.MaxBody, size)
			}
		}
	}
}

// sizeOf is how many bytes a value may have. A list without a bound counts as one item.
func sizeOf(s schema, all map[string]schema) int {
	if s.Ref != "" {
		return sizeOf(all[strings.TrimPrefix(s.Ref, "#/components/schemas/")], all)
	}
	size := 30
	if s.MaxLength != nil {
		size = 6 * *s.MaxLength
		if s.Type == nil { // any JSON, as it is
			size = *s.MaxLength
		}
	}
	for _, one := range s.AnyOf {
		size = max(size, sizeOf(one, all))
	}
	for name, member := range s.Properties {
		size += len(name) + 4 + sizeOf(member, all)
	}
	if s.Items != nil {
		items := 1
		if s.MaxItems != nil {
			items = *s.MaxItems
		}
		size += items * sizeOf(*s.Items, all)
	}
	return size
}
