package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"qadam/app/engine"
	"qadam/models"
	"qadam/models/typed"
)

// decodeNew is decodeInto for an input of which nothing is there yet: what is absent has the value of its default tag.
func decodeNew(body []byte, dst any) error {
	setDefaults(reflect.ValueOf(dst).Elem())
	return decodeInto(body, dst)
}

// decodeInto reads a JSON object into the struct behind dst, field by field, so that every fault is named with its JSON
// pointer at once. Unknown fields, repeated ones and trailing text are refused. Fields that are absent keep their value
// (RFC 7396, merge patch); null empties one, which is the same as leaving it out of something new.
func decodeInto(body []byte, dst any) error {
	if !utf8.Valid(body) {
		return models.Errorf(models.Malformed, "The body is not valid UTF-8.")
	}
	if err := wellFormed(body); err != nil {
		return err
	}
	d := decoder{}
	d.object("", body, reflect.ValueOf(dst).Elem())
	if len(d.faults) == 0 {
		return nil
	}
	d.addShape(reflect.ValueOf(dst).Elem().Interface())
	return &models.Error{Code: models.Invalid, Message: "Some fields need another look.", Fields: d.faults}
}

// addShape adds what the use case would say of the members that could be read, so that all faults come at once.
func (d *decoder) addShape(in any) {
	unread := slices.Clone(d.faults)
	for _, f := range models.FieldsOf(engine.CheckShape(in)) {
		within := func(u models.FieldError) bool {
			return f.Pointer == u.Pointer || strings.HasPrefix(u.Pointer, f.Pointer+"/") ||
				strings.HasPrefix(f.Pointer, u.Pointer+"/")
		}
		if !slices.ContainsFunc(unread, within) && len(d.faults) < mostFaults {
			d.faults = append(d.faults, f)
		}
	}
}

// wellFormed refuses what is no JSON object, before anything is read from it. Nesting is bounded: no input goes deep.
func wellFormed(body []byte) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return models.Errorf(models.Malformed, "The body is empty; send a JSON object.")
	}
	const deepest = 16
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	for depth, first := 0, true; ; first = false {
		token, err := dec.Token()
		ended := depth == 0 && !first
		if ended && errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil || ended {
			return models.Errorf(models.Malformed, "The body is not JSON: there is a mistake near byte %d.", dec.InputOffset())
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if first && token != json.Delim('{') {
			return models.Errorf(models.Malformed, "Send a JSON object: {…}.")
		}
		if depth > deepest {
			return models.Errorf(models.Malformed, "The body is nested too deeply.")
		}
	}
}

type decoder struct{ faults []models.FieldError }

// mostFaults is how many faults are told at once.
const mostFaults = 100

func (d *decoder) fault(pointer, format string, args ...any) {
	if len(d.faults) < mostFaults {
		d.faults = append(d.faults, models.FieldError{Pointer: pointer, Detail: fmt.Sprintf(format, args...)})
	}
}

// object reads an object's members into the fields of a struct.
func (d *decoder) object(at string, raw []byte, dst reflect.Value) {
	fields := fieldsOf(dst.Type())
	dec := json.NewDecoder(bytes.NewReader(raw))
	if token, err := dec.Token(); err != nil || token != json.Delim('{') {
		d.fault(at, "Give an object: {…}.")
		return
	}
	seen := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return
		}
		name, _ := token.(string)
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			d.fault(at+"/"+escape(name), "This cannot be read.")
			return
		}
		pointer := at + "/" + escape(name)
		member, known := fields.members[name]
		switch {
		case !known:
			d.fault(pointer, "There is no such field. The fields are: %s.", strings.Join(fields.names, ", "))
		case seen[name]:
			d.fault(pointer, "This field stands twice; give it once.")
		default:
			d.member(pointer, value, member, dst.FieldByIndex(member.index))
		}
		seen[name] = true
	}
}

// member reads the value of a struct's field.
func (d *decoder) member(at string, raw []byte, m member, dst reflect.Value) {
	if string(raw) == "null" {
		m.reset(dst)
		return
	}
	before := len(d.faults)
	d.value(at, raw, dst, m.read)
	if t, is := dst.Interface().(*time.Time); is && t != nil && len(d.faults) == before && !models.InYears(*t) {
		d.fault(at, "Give an instant between the years 1900 and 2999.")
	}
	if m.least > 0 && dst.IsZero() && len(d.faults) == before {
		d.fault(at, "Give at least %d, or leave it out.", m.least)
	}
}

// value reads one value, its texts by read; what was there before is forgotten first, so that null and absent members do not keep it.
func (d *decoder) value(at string, raw []byte, dst reflect.Value, read textReader) {
	dst.SetZero()
	if string(raw) == "null" {
		return
	}
	_, own := dst.Addr().Interface().(json.Unmarshaler)
	if name := repeated(raw); own && name != "" {
		d.fault(at, "The field %s stands twice; give it once.", name)
		return
	}
	if !own {
		switch dst.Kind() {
		case reflect.Struct:
			setDefaults(dst)
			d.object(at, raw, dst)
			return
		case reflect.Slice:
			d.list(at, raw, dst, read)
			return
		}
	}
	if err := json.Unmarshal(raw, dst.Addr().Interface()); err != nil {
		d.fault(at, "%s", explain(err, dst))
		return
	}
	switch into := dst.Addr().Interface().(type) {
	case *string:
		*into = d.text(at, *into, read)
	case *map[string]string:
		for key, text := range *into {
			(*into)[key] = d.text(at+"/"+escape(key), text, read)
		}
	}
}

// textReader cleans a text that was typed.
type textReader func(string) (string, *typed.Fault)

// text cleans a text: composed letters, no invisible characters, no blanks around it. Control characters are refused.
func (d *decoder) text(at, text string, read textReader) string {
	clean, fault := read(text)
	if fault != nil && len(d.faults) < mostFaults {
		d.faults = append(d.faults, fault.Field(at))
	}
	return clean
}

// severalLines is from how many characters on a text may have several lines; shorter ones are titles, names and codes.
const severalLines = 1000

// readerOf gives the reader of a member's texts, by how long they may be.
func readerOf(f reflect.StructField) textReader {
	for rule := range strings.SplitSeq(f.Tag.Get("validate"), ",") {
		if most, ok := strings.CutPrefix(rule, "max="); ok && f.Type.Kind() == reflect.String {
			if n, _ := strconv.Atoi(most); n >= severalLines {
				return typed.Text
			}
		}
	}
	return typed.Line
}

// repeated gives a member of an object that stands twice in it; "" for none. A type that reads itself would not notice.
func repeated(raw []byte) string {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if token, err := dec.Token(); err != nil || token != json.Delim('{') {
		return ""
	}
	seen := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		name, _ := token.(string)
		if err != nil || seen[name] {
			return name
		}
		seen[name] = true
		var skipped json.RawMessage
		if dec.Decode(&skipped) != nil {
			return ""
		}
	}
	return ""
}

// list reads an array's items into a slice.
func (d *decoder) list(at string, raw []byte, dst reflect.Value, read textReader) {
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		d.fault(at, "Give a list: […].")
		return
	}
	const most = 10_000
	if len(items) > most {
		d.fault(at, "Give at most %d items.", most)
		return
	}
	dst.Set(reflect.MakeSlice(dst.Type(), len(items), len(items)))
	for i, item := range items {
		if string(item) == "null" {
			d.fault(at+"/"+strconv.Itoa(i), "Give a value, or leave it out.")
			continue
		}
		d.value(at+"/"+strconv.Itoa(i), item, dst.Index(i), read)
	}
}

// explain says what to do about a value of the wrong kind. Types that read themselves say it in words of their own.
func explain(err error, dst reflect.Value) string {
	t := dst.Type()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == reflect.TypeFor[time.Time]() {
		return "Give an instant such as 2021-05-03T09:00:00Z."
	}
	if kind := new(json.UnmarshalTypeError); !errors.As(err, &kind) {
		return models.Sentence(err)
	}
	switch t.Kind() {
	case reflect.String:
		return "Give text, in quotes."
	case reflect.Bool:
		return "Give true or false."
	case reflect.Map:
		return "Give an object of texts: {…}."
	}
	return "Give a whole number."
}

// escape writes a member name as one step of a JSON pointer (RFC 6901).
func escape(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// fieldTable is where a struct keeps the members of its JSON object.
type fieldTable struct {
	members map[string]member
	names   []string
}

// member is one field of a struct.
type member struct {
	index []int
	read  textReader
	// preset is the field's default tag, in JSON; "" where there is none.
	preset string
	// least is what a number has to be at least although it may be left out, which validate cannot tell from 0; 0 where there is none.
	least int
}

func newMember(f reflect.StructField) member {
	m := member{index: f.Index, read: readerOf(f), preset: f.Tag.Get("default")}
	if rules := strings.Split(f.Tag.Get("validate"), ","); f.Type.Kind() == reflect.Int && slices.Contains(rules, "omitempty") {
		for _, rule := range rules {
			if least, found := strings.CutPrefix(rule, "min="); found {
				m.least, _ = strconv.Atoi(least)
			}
		}
	}
	return m
}

// setDefaults gives the fields of a struct the values that they have when they are left out.
func setDefaults(dst reflect.Value) {
	if dst.Kind() != reflect.Struct {
		return
	}
	for _, m := range fieldsOf(dst.Type()).members {
		if m.preset != "" {
			m.reset(dst.FieldByIndex(m.index))
		}
	}
}

// reset gives a field the value that it has when it is left out.
func (m member) reset(dst reflect.Value) {
	dst.SetZero()
	if m.preset == "" {
		return
	}
	if err := json.Unmarshal([]byte(m.preset), dst.Addr().Interface()); err != nil {
		panic(fmt.Errorf("the default %s: %w", m.preset, err)) // a mistake in a tag, which any request that uses it finds
	}
}

var fieldTables sync.Map // reflect.Type → *fieldTable; a cache of what never changes

func fieldsOf(t reflect.Type) *fieldTable {
	if known, ok := fieldTables.Load(t); ok {
		return known.(*fieldTable)
	}
	table := &fieldTable{members: map[string]member{}}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		// What the server fills inside an input is marked so: it cannot be sent.
		if f.Anonymous || name == "" || name == "-" || f.Tag.Get("writable") == "no" {
			continue
		}
		table.members[name] = newMember(f)
		table.names = append(table.names, name)
	}
	slices.Sort(table.names)
	fieldTables.Store(t, table)
	return table
}
