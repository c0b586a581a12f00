package openapi

import (
	"cmp"
	"reflect"
	"strconv"
	"strings"

	"qadam/handlers/request"
	"qadam/models"
)

// MaxBody is the most bytes of a route's body: what its line says, else what the largest input that its rules allow may have, and never
// less than a small body. Before it is known who asks, only small ones are read.
func (r *Route) MaxBody() int {
	if r.In == nil || r.Open {
		return request.SmallBody
	}
	return cmp.Or(r.Limit, min(max(request.SmallBody, roundUp(largest(reflect.TypeOf(r.In), nil))), maxJSON))
}

// maxJSON is the most bytes of an input, whatever its rules allow: a calendar may have many days, not each with the longest name.
const maxJSON = 4 << 20

// roundUp gives a size in whole small bodies.
func roundUp(size int) int {
	return (size + request.SmallBody - 1) / request.SmallBody * request.SmallBody
}

// The bytes that JSON may need: for a letter, written as \u0434; for a member's quotes, colon, comma and indentation; for a number,
// a date, an id or a code; and for a text whose rule is its form and not its length.
const (
	letterBytes = 6
	memberBytes = 24
	plainBytes  = 64
	shapedBytes = 2048
)

// largest is how many bytes the largest value of a type may have under its rules.
func largest(t reflect.Type, own []rule) int {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	most, bounded := atMost(own)
	switch {
	case t == reflect.TypeFor[models.RawJSON]():
		return most
	case t.Kind() == reflect.String && bounded:
		return most*letterBytes + 2
	case t.Kind() == reflect.String && t == reflect.TypeFor[string]():
		return shapedBytes
	case t.Kind() == reflect.Struct && t != reflect.TypeFor[models.Money]():
		return largestObject(t)
	}
	return plainBytes
}

// largestObject adds up the members that people write.
func largestObject(t reflect.Type) int {
	size := memberBytes
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "" || name == "-" || f.Tag.Get("writable") == "no" {
			continue
		}
		rules := readRules(f)
		size += len(name) + memberBytes
		if f.Type.Kind() == reflect.Slice && f.Type != reflect.TypeFor[models.RawJSON]() {
			most, _ := atMost(rules.own)
			size += most * (largest(f.Type.Elem(), rules.items) + memberBytes)
			continue
		}
		size += largest(f.Type, rules.own)
	}
	return size
}

// atMost is how many letters or items rules allow, and whether they say it.
func atMost(rules []rule) (most int, said bool) {
	for _, r := range rules {
		if n, err := strconv.Atoi(r.param); err == nil && (r.name == "max" || r.name == "len") {
			return n, true
		}
		if r.name == "enum" {
			return plainBytes / letterBytes, true
		}
	}
	return 0, false
}
