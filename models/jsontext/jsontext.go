// Package jsontext writes JSON as encoding/json does, to the byte, from encoders that are made once a type: most of what the server
// sends is rows of ids and days, for which encoding/json makes a text of its own each and reads it again.
package jsontext

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Appender is a value that writes itself. What it appends is JSON without blanks and without <, > and &, the same as its MarshalJSON
// gives.
type Appender interface{ AppendJSON([]byte) []byte }

// encoder appends a value that can be addressed.
type encoder func(dst []byte, v reflect.Value) ([]byte, error)

var (
	encoders sync.Map // an encoder by its reflect.Type
	buffers  = sync.Pool{New: func() any { return new([]byte) }}
)

// maxKept is how large a buffer is kept for the next text, in bytes.
const maxKept = 256 << 10

// Marshal gives v as JSON. Its errors are those of encoding/json.
func Marshal(v any) ([]byte, error) {
	b := buffers.Get().(*[]byte)
	text, err := Append((*b)[:0], v)
	out := slices.Clone(text)
	if cap(text) <= maxKept {
		*b = text
		buffers.Put(b)
	}
	return out, err
}

// Append appends v as JSON.
func Append(dst []byte, v any) ([]byte, error) {
	value := reflect.ValueOf(v)
	if !value.IsValid() {
		return append(dst, "null"...), nil
	}
	return encoderOf(value.Type())(dst, addressable(value))
}

// WithMember adds a member as the last one of an object, a JSON text as Marshal writes it. What is no object has no members, and stays.
func WithMember(text []byte, name string, v any) ([]byte, error) {
	if len(text) < len("{}") || text[0] != '{' {
		return text, nil
	}
	out := append([]byte{}, text[:len(text)-len("}")]...)
	if len(out) > len("{") {
		out = append(out, ',')
	}
	out, err := Append(append(appendString(out, name), ':'), v)
	return append(out, '}'), err
}

// addressable gives a copy that can be addressed; so that the address of each part is at hand, and no part is copied.
func addressable(v reflect.Value) reflect.Value {
	p := reflect.New(v.Type()).Elem()
	p.Set(v)
	return p
}

// encoderOf gives the encoder of a type. Who asks for one while it is made, as a type that holds itself does, gets one that waits for it
// when it is used.
func encoderOf(t reflect.Type) encoder {
	if e, known := encoders.Load(t); known {
		return e.(encoder)
	}
	var e encoder
	made := make(chan struct{})
	waiting := encoder(func(dst []byte, v reflect.Value) ([]byte, error) {
		<-made
		return e(dst, v)
	})
	if other, known := encoders.LoadOrStore(t, waiting); known {
		return other.(encoder)
	}
	e = newEncoder(t)
	close(made)
	encoders.Store(t, e)
	return e
}

func newEncoder(t reflect.Type) encoder {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return appendTime
	case reflect.PointerTo(t).Implements(reflect.TypeFor[Appender]()) && t.Kind() != reflect.Pointer:
		return func(dst []byte, v reflect.Value) ([]byte, error) {
			return v.Addr().Interface().(Appender).AppendJSON(dst), nil
		}
	case t.Kind() == reflect.Pointer:
		return pointerEncoder(t)
	case reflect.PointerTo(t).Implements(reflect.TypeFor[json.Marshaler]()),
		reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return byItself
	}
	switch t.Kind() {
	case reflect.Bool:
		return func(dst []byte, v reflect.Value) ([]byte, error) { return strconv.AppendBool(dst, v.Bool()), nil }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(dst []byte, v reflect.Value) ([]byte, error) { return strconv.AppendInt(dst, v.Int(), 10), nil }
	case reflect.String:
		return func(dst []byte, v reflect.Value) ([]byte, error) { return appendString(dst, v.String()), nil }
	case reflect.Interface:
		return appendInterface
	case reflect.Struct:
		return structEncoder(t)
	case reflect.Slice:
		if t.Elem().Kind() != reflect.Uint8 {
			return sliceEncoder(t)
		}
	}
	return byItself
}

// byItself leaves a value to encoding/json.
func byItself(dst []byte, v reflect.Value) ([]byte, error) {
	text, err := json.Marshal(v.Addr().Interface())
	return append(dst, text...), err
}

func appendTime(dst []byte, v reflect.Value) ([]byte, error) {
	dst, err := v.Addr().Interface().(*time.Time).AppendText(append(dst, '"'))
	return append(dst, '"'), err
}

func appendInterface(dst []byte, v reflect.Value) ([]byte, error) {
	if v.IsNil() {
		return append(dst, "null"...), nil
	}
	held := v.Elem()
	return encoderOf(held.Type())(dst, addressable(held))
}

func pointerEncoder(t reflect.Type) encoder {
	elem := encoderOf(t.Elem())
	return func(dst []byte, v reflect.Value) ([]byte, error) {
		if v.IsNil() {
			return append(dst, "null"...), nil
		}
		return elem(dst, v.Elem())
	}
}

func sliceEncoder(t reflect.Type) encoder {
	elem := encoderOf(t.Elem())
	return func(dst []byte, v reflect.Value) (_ []byte, err error) {
		if v.IsNil() {
			return append(dst, "null"...), nil
		}
		dst = append(dst, '[')
		for i := range v.Len() {
			if i > 0 {
				dst = append(dst, ',')
			}
			if dst, err = elem(dst, v.Index(i)); err != nil {
				return dst, err
			}
		}
		return append(dst, ']'), nil
	}
}
