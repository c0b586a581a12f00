package handlerstest

import (
	"crypto/sha256"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// canarySearch looks for canaries in what a reader is told.
type canarySearch struct {
	reader reader
	owner  map[string]string // by word, the object and the field in which it was planted
	hidden map[string]bool   // the words that the reader may not read
	found  map[string]bool   // the words that any reader was told
}

// CanarySearch makes the search for a reader; found is shared by the searches for all readers.
func (w *World) CanarySearch(who string, found map[string]bool) *canarySearch {
	w.T.Helper()
	s := &canarySearch{reader: w.reader(who), owner: map[string]string{}, hidden: map[string]bool{}, found: found}
	for _, o := range w.Plants.All {
		for _, c := range o.Canaries {
			s.owner[c.Word] = o.Noun + " " + o.Name + ", " + c.Field
			s.hidden[c.Word] = !w.Plants.may(s.reader, o, c.Field)
		}
		// The id of a confidential object is a canary, too.
		if word := string(o.id); slices.Contains(secretIDs, o.Noun) {
			s.owner[word], s.hidden[word] = o.Noun+" "+o.Name+", id", !s.reader.seesAll() && !w.Plants.sees(s.reader, o)
		}
	}
	return s
}

// secretIDs are the nouns of which a reader that does not see the object may not learn the id.
var secretIDs = strings.Fields("mission finding need referral score consent offer project activity milestone indicator update " +
	"transaction report")

// likeCanary finds what could be a canary: a word, an id, an amount, a day.
var likeCanary = regexp.MustCompile(`qzx\d{5}w|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{6,}\.\d\d|\d{4}-\d\d-\d\d`)

// knownPlaces are the places of possible canaries in texts that were searched already, by SHA-256: pages and files are the
// same for every reader.
var knownPlaces sync.Map

func places(text string) [][]int {
	sum := sha256.Sum256([]byte(text))
	if at, known := knownPlaces.Load(sum); known {
		return at.([][]int)
	}
	at := likeCanary.FindAllStringIndex(text, -1)
	knownPlaces.Store(sum, at)
	return at
}

// Search looks for hidden words in one answer.
func (s *canarySearch) Search(t *testing.T, got Answer) {
	t.Helper()
	text := got.Text()
	if got.Status >= 500 {
		t.Errorf("%s as %s answers %d: %.300s", got.Name(), s.reader.name, got.Status, got.Body)
	}
	told := map[string]bool{}
	for _, at := range places(text) {
		word := text[at[0]:at[1]]
		if s.hidden[word] && !told[word] {
			t.Errorf("%s tells %s the %s: …%s…", got.Name(), s.reader.name, s.owner[word], text[max(0, at[0]-120):min(len(text), at[1]+40)])
		}
		told[word], s.found[word] = true, true
	}
}
