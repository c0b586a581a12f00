package jsontext

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// field is a member of an object.
type field struct {
	index  []int
	name   string
	tagged bool
	key    []byte // the name with its quotes and colon
	omit   func(reflect.Value) bool
	encode encoder
}

// structEncoder makes the encoder of a struct. One with an option that only encoding/json knows is left to it.
func structEncoder(t reflect.Type) encoder {
	var all []field
	if !fieldsOf(t, nil, &all) {
		return byItself
	}
	fields := dominant(all)
	return func(dst []byte, v reflect.Value) (_ []byte, err error) {
		dst = append(dst, '{')
		empty := true
		for i := range fields {
			f := &fields[i]
			member, there := f.of(v)
			if !there || f.omit != nil && f.omit(member) {
				continue
			}
			if !empty {
				dst = append(dst, ',')
			}
			empty = false
			if dst, err = f.encode(append(dst, f.key...), member); err != nil {
				return dst, err
			}
		}
		return append(dst, '}'), nil
	}
}

// of finds the member of a struct; there is none where a struct that holds it is a nil pointer.
func (f *field) of(v reflect.Value) (member reflect.Value, there bool) {
	for _, i := range f.index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return v, false
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v, true
}

// fieldsOf collects the fields of a struct and of those that it embeds, in their order; false where one has an option that is not
// known here.
func fieldsOf(t reflect.Type, at []int, all *[]field) bool {
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		held := f.Type
		if held.Kind() == reflect.Pointer && held.Name() == "" {
			held = held.Elem()
		}
		embedded := f.Anonymous && held.Kind() == reflect.Struct
		if tag == "-" || !f.IsExported() && !embedded {
			continue
		}
		index := append(slices.Clone(at), i)
		if embedded && name == "" {
			if !fieldsOf(held, index, all) {
				return false
			}
			continue
		}
		member := field{index: index, name: name, tagged: name != ""}
		if name == "" {
			member.name = f.Name
		}
		switch options {
		case "":
		case "omitempty":
			member.omit = isEmpty
		case "omitzero":
			member.omit = isZero(f.Type)
		default:
			return false
		}
		member.key, member.encode = append(appendString(nil, member.name), ':'), encoderOf(f.Type)
		*all = append(*all, member)
	}
	return true
}

// dominant leaves out the fields that Go's rules for embedded structs hide: of those with a name the shallowest is meant, of several
// equally deep ones the only one with a tag, else none.
func dominant(all []field) []field {
	var out []field
	for i, f := range all {
		hidden := false
		for j, other := range all {
			if i == j || other.name != f.name {
				continue
			}
			deeper := len(f.index) - len(other.index)
			hidden = hidden || deeper > 0 || deeper == 0 && (other.tagged || !f.tagged)
		}
		if !hidden {
			out = append(out, f)
		}
	}
	return out
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// isZero tells whether a value of a type is zero, by its own word where it has one.
func isZero(t reflect.Type) func(reflect.Value) bool {
	type zeroer interface{ IsZero() bool }
	if !reflect.PointerTo(t).Implements(reflect.TypeFor[zeroer]()) {
		return reflect.Value.IsZero
	}
	return func(v reflect.Value) bool { return v.Addr().Interface().(zeroer).IsZero() }
}

// appendString appends a text in quotes. One with a character that is escaped, or that is no UTF-8, is left to encoding/json.
func appendString(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r < ' ', r == '"', r == '\\', r == '<', r == '>', r == '&', r == '\u007f', r == '\u2028', r == '\u2029', r == utf8.RuneError:
			text, _ := json.Marshal(s) // a text has no error
			return append(dst, text...)
		}
		i += size
	}
	return append(append(append(dst, '"'), s...), '"')
}
