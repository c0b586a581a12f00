package handlers_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"qadam/app/store/storetest"
	"qadam/handlers"
	"qadam/handlers/handlerstest"
	"qadam/models"
	"qadam/models/jsontext"
)

// TestAnswersAreWrittenAsEncodingJSONDoes fills what each route answers with at random, and compares both texts.
func TestAnswersAreWrittenAsEncodingJSONDoes(t *testing.T) {
	t.Parallel()
	api := handlerstest.Start(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	random, seen := rand.New(rand.NewPCG(1, 2)), map[reflect.Type]bool{}
	for _, g := range handlers.Routes(api.App) {
		for _, r := range g.Routes {
			kind := reflect.TypeOf(r.Out)
			if kind == nil || seen[kind] {
				continue
			}
			seen[kind] = true
			for range 20 {
				v := reflect.New(kind)
				fillAtRandom(random, v.Elem(), 4)
				want, err := json.Marshal(v.Interface())
				if err != nil {
					t.Fatalf("%s: %v", kind, err)
				}
				if got, err := jsontext.Marshal(v.Interface()); err != nil || string(got) != string(want) {
					t.Fatalf("%s is\n%s, %v\nand as encoding/json has it\n%s", kind, got, err, want)
				}
			}
		}
	}
	if len(seen) < 80 {
		t.Errorf("only %d types of answers were compared", len(seen))
	}
}

// fillAtRandom fills a value, and what it holds some levels down.
func fillAtRandom(r *rand.Rand, v reflect.Value, levels int) {
	if r.IntN(4) == 0 {
		return // the zero value
	}
	texts := []string{"plain", "Қадам <b> & \"x\"", "tab\tline\n", "عربي", "\u2028", "\xff"}
	switch v.Interface().(type) {
	case models.ID:
		v.SetString(string(models.NewID()))
		return
	case models.Date:
		v.SetString("2026-02-28")
		return
	case models.Money:
		v.Set(reflect.ValueOf(models.Money{Minor: r.Int64N(1e9), Currency: "USD"}))
		return
	case models.RawJSON, json.RawMessage:
		v.Set(reflect.ValueOf(`{"a": ["<", 1]}`).Convert(v.Type()))
		return
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(r.Int64N(2e9), r.Int64N(1e9)).UTC()))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(texts[r.IntN(len(texts))])
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64N(2e6) - 1e6)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(r.Float64())
	case reflect.Interface:
		if v.NumMethod() == 0 {
			v.Set(reflect.ValueOf(texts[r.IntN(len(texts))]))
		}
	case reflect.Pointer:
		if levels > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fillAtRandom(r, v.Elem(), levels-1)
		}
	case reflect.Slice:
		if levels > 0 {
			v.Set(reflect.MakeSlice(v.Type(), r.IntN(3), 3))
			for i := range v.Len() {
				fillAtRandom(r, v.Index(i), levels-1)
			}
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fillAtRandom(r, key, levels-1)
		fillAtRandom(r, value, levels-1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fillAtRandom(r, v.Field(i), levels)
			}
		}
	}
}
