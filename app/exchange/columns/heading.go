package columns

import (
	"maps"
	"slices"
	"strings"

	"qadam/app/exchange/sheet"
	"qadam/models"
)

// Options are how a file is read besides what the table says.
type Options struct {
	sheet.Limits
	// Required are columns that the file must have besides those that are required by their description.
	Required []string
	// Given says of headings of this file as which columns they are read, Kept what was given with earlier ones; models.PassOver
	// stands for none, and what is given as "" is no longer kept.
	Given, Kept map[string]string
	// Words are further names of columns, by what sheet.ColumnName makes of them.
	Words map[string]string
	// Currency is that of amounts beside which none stands.
	Currency string
}

// File is a table that was read, whole.
type File[T any] struct {
	Rows []Row[T]
	// Headings are those that are not blank, in order; PassedOver those that are not read.
	Headings   []models.Heading
	PassedOver []string
	Charset    string
}

// match finds the column of each heading, and refuses those that are unknown, stand for a column that another stands for, or are
// missing.
func (t Table[T]) match(in *sheet.Reader, opt Options) (*File[T], error) {
	m := matcher{given: byName(opt.Given), kept: byName(opt.Kept), words: opt.Words, read: map[string]bool{}}
	for _, c := range t {
		m.read[c.Name] = c.read != nil
	}
	out := &models.Error{Code: models.Invalid, Message: "The columns of this file need another look."}
	fault := func(pointer, detail string) {
		out.Fields = append(out.Fields, models.FieldError{Pointer: pointer, Detail: detail})
	}
	file := &File[T]{Headings: []models.Heading{}, PassedOver: []string{}, Charset: in.Charset()}
	names, of := make([]string, len(in.Columns())), map[string]string{}
	for i, key := range in.Columns() {
		heading := in.Headings()[i]
		column, by, known := m.column(key)
		switch {
		case key == "":
		case !known:
			fault(key, "This column is not known. Take it out, or name it one of: "+strings.Join(t.readable(), ", ")+". Or say in "+
				`columns which it is: {"`+heading+`":"title"}, with "-" for one that is not to be read.`)
		case !m.read[column]: // written only, or not wanted
			file.PassedOver = append(file.PassedOver, key)
			file.Headings = append(file.Headings, models.Heading{Heading: heading, By: by})
		case of[column] != "":
			fault(key, "This column and "+of[column]+" are both read as "+column+". Say in columns which of them is not: "+
				`{"`+heading+`":"-"}.`)
		default:
			names[i], of[column] = column, heading
			file.Headings = append(file.Headings, models.Heading{Heading: heading, Column: column, By: by})
		}
	}
	for _, key := range slices.Sorted(maps.Keys(m.given)) {
		switch column := m.given[key]; {
		case !slices.Contains(in.Columns(), key):
			fault("columns", "There is no heading "+key+" in this file. Write it as it stands there.")
		case column != "" && column != models.PassOver && !m.read[column]:
			fault("columns", "There is no column "+column+" to read. Give one of: "+strings.Join(t.readable(), ", ")+".")
		}
	}
	for _, c := range t.required(opt.Required) {
		if of[c] == "" {
			fault(c, "This column is missing. Add it, and fill it in every row.")
		}
	}
	if len(out.Fields) > 0 {
		return nil, out
	}
	in.Rename(names)
	return file, nil
}

// matcher is what is known of headings, by the names that sheet.ColumnName makes of them.
type matcher struct {
	given, kept, words map[string]string
	read               map[string]bool // the columns, and whether they are read
}

// column gives the column of a heading.
func (m *matcher) column(key string) (column string, by models.HeadingMatch, known bool) {
	given, said := m.given[key]
	if given != "" {
		return given, models.HeadingGiven, true
	}
	if c := m.kept[key]; !said && (c == models.PassOver || m.read[c]) {
		return c, models.HeadingKept, true
	}
	if _, is := m.read[key]; is {
		return key, models.HeadingName, true
	}
	if c, is := m.words[key]; is {
		return c, models.HeadingWord, true
	}
	if at := strings.LastIndexByte(key, '_'); at > 0 { // as in "Cost, USD"
		if _, err := models.Digits(strings.ToUpper(key[at+1:])); err == nil {
			c, is := m.words[key[:at]]
			return c, models.HeadingWord, is
		}
	}
	return "", "", false
}

// byName gives what was said of headings by the names of these.
func byName(of map[string]string) map[string]string {
	out := map[string]string{}
	for heading, column := range of {
		out[sheet.ColumnName(heading)] = column
	}
	return out
}
