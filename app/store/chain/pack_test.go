package chain

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"qadam/models"
)

// TestPack packs texts made of UUIDs, what stands between them, and anything else, and gets them back.
func TestPack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.OneOf(rapid.Just(string(models.NewID())), rapid.SampledFrom([]string{between, `"`, `{"ids":["`, `"]`,
			"01900000-0000-7000-8000-00000000000", "01900000-0000-7000-8000-00000000000A", "0"}), rapid.String())
		text := strings.Join(rapid.SliceOf(piece).Draw(t, "pieces"), "")
		if got, err := unpack(pack(text)); err != nil || got != text {
			t.Fatalf("%q became %q: %v", text, got, err)
		}
	})
	page := `{"ids":["` + strings.Repeat(string(models.NewID())+between, 49) + string(models.NewID()) + `"],"count":50}`
	if n := len(pack(page)); n > 50*16+40 {
		t.Errorf("a page of 50 takes %d bytes", n)
	}
}

// FuzzUnpack unpacks what nobody packed: it is refused, or a text.
func FuzzUnpack(f *testing.F) {
	f.Add(pack(`{"ids":["01900000-0000-7000-8000-000000000001"]}`))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Fuzz(func(t *testing.T, b []byte) {
		if text, err := unpack(b); err == nil && len(text) > 0 && len(b) == 0 {
			t.Errorf("%q out of nothing", text)
		}
	})
}
