package jsontext_test

import (
	"encoding/json"
	"math"
	"sync"
	"testing"
	"time"

	"qadam/models"
	"qadam/models/jsontext"
)

type inner struct {
	ID    models.ID `json:"id"`
	Title string    `json:"title"`
	Both  string
	only  int
}

type Tagged struct {
	Title string `json:"Title"`
	Named string `json:"named"`
}

type Shared struct{ Twice, Named string }

type Other struct{ Twice string }

type outer struct {
	inner
	*Tagged
	Shared
	Other
	Title string `json:"title,omitempty"`
	Both  string
	Day   models.Date     `json:"day"`
	Paid  models.Money    `json:"paid"`
	Score *models.Score   `json:"score"`
	At    time.Time       `json:"at"`
	Maybe *time.Time      `json:"maybe,omitempty"`
	Since time.Time       `json:"since,omitzero"`
	List  []outer         `json:"list"`
	None  []string        `json:"none,omitzero"`
	Any   any             `json:"any"`
	Map   map[string]int  `json:"map,omitempty"`
	Raw   json.RawMessage `json:"raw"`
	Kept  models.RawJSON  `json:"kept"`
	Bytes []byte          `json:"bytes"`
	Share float64         `json:"share"`
	Small uint8           `json:"small"`
	Pair  [2]bool         `json:"pair"`
	Skip  string          `json:"-"`
	As    int             `json:"as,string"`
	role  models.Role
}

type plain struct {
	inner
	Yes  bool `json:"yes"`
	Next *plain
}

// TestAsEncodingJSON compares with encoding/json what its rules make hard.
func TestAsEncodingJSON(t *testing.T) {
	at := time.Date(2026, 2, 28, 23, 59, 59, 120, time.FixedZone("", 5*3600))
	score := models.Score(-7250)
	full := outer{inner: inner{ID: models.NewID(), Title: "hidden", Both: "hidden", only: 1}, Tagged: &Tagged{"T", "named"},
		Shared: Shared{"a", "b"}, Other: Other{"c"},
		Title: "a <b> & \"c\" \\ \u2028 \x7f \x01 Қадам \xff \ufffd عربي", Both: "seen", Day: "2026-02-28",
		Paid: models.Money{Minor: 1250, Currency: "USD"}, Score: &score, At: at, Maybe: &at, Since: at, None: []string{},
		Any: map[string]any{"b": 1, "a": []any{nil, "x", inner{}}},
		Map: map[string]int{"z": 1, "a": 2}, Raw: json.RawMessage(`{ "a" : "<" }`),
		Kept: `{"a": 1}`, Bytes: []byte("bytes"), Share: 0.1, Small: 200, Pair: [2]bool{true, false}, Skip: "s",
		As: 4, role: "x"}
	full.List = []outer{{}, {Any: &full.inner, Raw: json.RawMessage("null")}}
	for _, v := range []any{nil, full, &full, []outer{full}, outer{}, (*outer)(nil), []*inner{nil, {}}, "a<b", 4,
		plain{Next: &plain{Yes: true}},
		models.Page[plain]{}, struct{}{}, map[string]models.ID{"x": ""}, models.ID(""), any(&at), []any{at, score, nil}} {
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatalf("%T: %v", v, err)
		}
		got, err := jsontext.Marshal(v)
		if err != nil || string(got) != string(want) {
			t.Errorf("%T is\n%s, %v\nand as encoding/json has it\n%s", v, got, err, want)
		}
	}
	for _, v := range []any{math.NaN(), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), struct{ C chan int }{}, []any{func() {}}} {
		if text, err := jsontext.Marshal(v); err == nil {
			t.Errorf("%T is %s, which encoding/json refuses", v, text)
		}
	}
}

type parent struct {
	Name     string
	Children []child
}

type child struct {
	Of   *parent
	Next *child
}

// TestTypesThatHoldEachOther are written by many who are the first to ask.
func TestTypesThatHoldEachOther(t *testing.T) {
	v := parent{Name: "p", Children: []child{{Next: &child{}}, {Of: &parent{}}}}
	want, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			for _, x := range [][2]any{{v, v}, {v.Children[0], v.Children[1]}}[i%2] {
				if _, err := jsontext.Marshal(x); err != nil {
					t.Error(err)
				}
			}
			if got, err := jsontext.Marshal(v); err != nil || string(got) != string(want) {
				t.Errorf("it is %s, %v", got, err)
			}
		})
	}
	all.Wait()
}

// TestAMemberIsAddedToWhatHasMembers holds that the text stays JSON, whatever it is.
func TestAMemberIsAddedToWhatHasMembers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{`{"a":1}`: `{"a":1,"named":{"x":"y"}}`, `{}`: `{"named":{"x":"y"}}`, `[]`: `[]`,
		`[{"a":1}]`: `[{"a":1}]`, `null`: `null`, `1`: `1`, `"{}"`: `"{}"`} {
		if got, err := jsontext.WithMember([]byte(text), "named", map[string]string{"x": "y"}); err != nil || string(got) != want {
			t.Errorf("%s becomes %s, %v", text, got, err)
		}
	}
}
