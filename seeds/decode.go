package seeds

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"qadam/models"
)

// A file's records become JSON and are decoded into the models' own inputs: so the files' field names are the JSON names,
// dates and money are read by the models' own rules, and a field that no input has is refused.

// reader reads seed files and gathers what is wrong with them.
type reader struct {
	fsys   fs.FS
	today  models.Date
	faults []error
}

func (r *reader) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Errorf(format, args...))
}

// readYAML reads a file that is one list of records.
func readYAML[T any](r *reader, name string) []T {
	text, err := fs.ReadFile(r.fsys, name)
	if err != nil {
		r.fault("%w", err)
		return nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		r.fault("%s: %w", name, err)
		return nil
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.SequenceNode {
		r.fault("%s: write it as one list", name)
		return nil
	}
	items := doc.Content[0].Content
	out := make([]T, len(items))
	for i, item := range items {
		value, err := r.plain(item)
		if err == nil {
			err = strict(value, &out[i])
		}
		if err != nil {
			r.fault("%s:%d: %w", name, item.Line, err)
		}
	}
	return out
}

// plain turns a YAML node into what encoding/json can write, with relative days resolved.
func (r *reader) plain(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.MappingNode:
		return r.mapping(n)
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			value, err := r.plain(item)
			if err != nil {
				return nil, err
			}
			list[i] = value
		}
		return list, nil
	case yaml.ScalarNode:
		return r.scalar(n)
	}
	return nil, fmt.Errorf("line %d: anchors and aliases are not read here", n.Line)
}

func (r *reader) mapping(n *yaml.Node) (any, error) {
	object := make(map[string]any, len(n.Content)/2)
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i].Value
		if _, twice := object[key]; twice {
			return nil, fmt.Errorf("line %d: %q is there twice", n.Content[i].Line, key)
		}
		if err := checkName(key); err != nil {
			return nil, fmt.Errorf("line %d: %w", n.Content[i].Line, err)
		}
		value, err := r.plain(n.Content[i+1])
		if err != nil {
			return nil, err
		}
		object[key] = value
	}
	return object, nil
}

func (r *reader) scalar(n *yaml.Node) (any, error) {
	switch tag := n.ShortTag(); tag {
	case "!!str", "!!timestamp":
		return resolve(n.Value, r.today), nil
	case "!!int", "!!bool":
		var v any
		err := n.Decode(&v)
		return v, err
	case "!!null":
		return nil, fmt.Errorf("line %d: leave the field out, or give it a value", n.Line)
	default:
		return nil, fmt.Errorf("line %d: put %s in quotes", n.Line, n.Value)
	}
}

// checkName keeps UUIDs out of the files: a link is named by a key that people can read.
func checkName(field string) error {
	if strings.HasSuffix(field, "_id") || strings.HasSuffix(field, "_ids") || field == "id" {
		return fmt.Errorf("name %q by a key, not by an id", field)
	}
	return nil
}

// readCSV reads a file whose first line names the fields; lines that begin with # are remarks, empty cells are left out.
func readCSV[T any](r *reader, name string) []T {
	text, err := fs.ReadFile(r.fsys, name)
	if err != nil {
		r.fault("%w", err)
		return nil
	}
	table := csv.NewReader(bytes.NewReader(text))
	table.Comment = '#'
	header, err := table.Read()
	if err != nil {
		r.fault("%s: %w", name, err)
		return nil
	}
	types := fieldTypes(reflect.TypeFor[T]())
	var out []T
	for {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			r.fault("%s: %w", name, err)
			return out
		}
		var record T
		object, err := r.object(header, row, types)
		if err == nil {
			err = strict(object, &record)
		}
		if err != nil {
			line, _ := table.FieldPos(0)
			r.fault("%s:%d: %w", name, line, err)
		}
		out = append(out, record)
	}
}

// object gives a row's cells by their fields, each as the field's type wants it.
func (r *reader) object(header, row []string, types map[string]reflect.Type) (map[string]any, error) {
	object := make(map[string]any, len(row))
	for i, field := range header {
		if err := checkName(field); err != nil {
			return nil, err
		}
		if row[i] == "" {
			continue
		}
		value, err := cell(types[field], resolve(row[i], r.today))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", field, err)
		}
		object[field] = value
	}
	return object, nil
}

// cell reads the text of one cell; money is written "120000.00 USD", a list of words with
// blanks between.
func cell(t reflect.Type, text string) (any, error) {
	if t == nil {
		return nil, fmt.Errorf("there is no such field")
	}
	if t == reflect.TypeFor[models.Money]() {
		amount, currency, _ := strings.Cut(text, " ")
		return map[string]string{"amount": amount, "currency": currency}, nil
	}
	switch t.Kind() {
	case reflect.Slice:
		return strings.Fields(text), nil
	case reflect.String:
		return text, nil
	case reflect.Int:
		return strconv.Atoi(text)
	case reflect.Bool:
		return strconv.ParseBool(text)
	}
	return nil, fmt.Errorf("a table cannot hold this; use YAML")
}

// fieldTypes gives the Go types of a struct's JSON fields, those of embedded inputs included.
func fieldTypes(t reflect.Type) map[string]reflect.Type {
	types := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			types[name] = f.Type
		}
	}
	return types
}

// strict decodes a plain value into a record and refuses what the record does not know.
func strict(value, into any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
