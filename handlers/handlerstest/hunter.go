package handlerstest

import (
	"crypto/sha256"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// hunter looks for canaries in what a reader is told.
type hunter struct {
	reader reader
	owner  map[string]string // whose words there are
	hidden map[string]bool   // the words that the reader may not read
	read   map[string]bool   // the words that somebody was told
}

// Hunter makes a hunter for a reader.
func (w *World) Hunter(who string, read map[string]bool) *hunter {
	w.T.Helper()
	h := &hunter{reader: w.reader(who), owner: map[string]string{}, hidden: map[string]bool{}, read: read}
	for _, o := range w.Plants.All {
		for _, c := range o.Canaries {
			h.owner[c.Word] = o.Noun + " " + o.Name + ", " + c.Field
			h.hidden[c.Word] = !w.Plants.may(h.reader, o, c.Field)
		}
		// Ids of what is confidential, or another's, are canaries, too.
		if word := string(o.id); slices.Contains(secretIDs, o.Noun) {
			h.owner[word], h.hidden[word] = o.Noun+" "+o.Name+", id", !h.reader.seesAll() && !w.Plants.sees(h.reader, o)
		}
	}
	return h
}

// secretIDs are the nouns of which not even an id may come out. Those of people and organisations stand for who they are.
var secretIDs = strings.Fields("mission finding need referral score consent offer project activity milestone indicator update " +
	"transaction report")

// likeCanaries finds what could be a canary: a word, an id, an amount, a day.
var likeCanaries = regexp.MustCompile(`qzx\d{5}w|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{6,}\.\d\d|\d{4}-\d\d-\d\d`)

// found are the places of what could be a canary in texts that were looked through already, by their sum: pages and files
// are the same for every reader.
var found sync.Map

func places(text string) [][]int {
	sum := sha256.Sum256([]byte(text))
	if at, known := found.Load(sum); known {
		return at.([][]int)
	}
	at := likeCanaries.FindAllStringIndex(text, -1)
	found.Store(sum, at)
	return at
}

// Look looks at one answer.
func (h *hunter) Look(t *testing.T, got Answer) {
	t.Helper()
	text := got.Text()
	if got.Status >= 500 {
		t.Errorf("%s as %s answers %d: %.300s", got.Name(), h.reader.name, got.Status, got.Body)
	}
	told := map[string]bool{}
	for _, at := range places(text) {
		word := text[at[0]:at[1]]
		if h.hidden[word] && !told[word] {
			t.Errorf("%s tells %s the %s: …%s…", got.Name(), h.reader.name, h.owner[word], text[max(0, at[0]-120):min(len(text), at[1]+40)])
		}
		told[word], h.read[word] = true, true
	}
}
