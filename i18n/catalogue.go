package i18n

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
)

// Catalogue is the texts of one part of the program in every language. A text is found by its key; {{.Name}} in it is a
// parameter, and one called Count chooses among the plural forms.
type Catalogue struct {
	keys map[string]bool
	say  map[string]*i18n.Localizer // by the language's tag
}

// ReadCatalogue reads a folder with a file for each language, and refuses one that is not whole: every language has each text
// of the English file, and no other, in the plural forms that it has.
func ReadCatalogue(files fs.FS, folder string) (*Catalogue, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	c := &Catalogue{keys: map[string]bool{}, say: map[string]*i18n.Localizer{}}
	counted := map[string]bool{}
	for _, l := range Languages {
		file := path.Join(folder, l.Tag+".yaml")
		read, err := bundle.LoadMessageFileFS(files, file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if l.Tag == English.Tag {
			for _, m := range read.Messages {
				c.keys[m.ID], counted[m.ID] = true, m.One != ""
			}
		}
		if err := c.check(l, read.Messages, counted); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		c.say[l.Tag] = i18n.NewLocalizer(bundle, l.Tag)
	}
	return c, nil
}

// check compares the texts of one language with the English ones.
func (c *Catalogue) check(l Language, found []*i18n.Message, counted map[string]bool) error {
	if len(found) != len(c.keys) {
		return fmt.Errorf("it has %d texts, and %s.yaml has %d", len(found), English.Tag, len(c.keys))
	}
	for _, m := range found {
		want := []string{"other"}
		if counted[m.ID] {
			want = l.Plurals
		}
		if !c.keys[m.ID] {
			return fmt.Errorf("%s.yaml has no text %q", English.Tag, m.ID)
		}
		if got := forms(m); !slices.Equal(got, want) {
			return fmt.Errorf("the text %q has the plural forms %q, not %q", m.ID, got, want)
		}
	}
	return nil
}

// forms lists the plural forms that a message has, in CLDR's order.
func forms(m *i18n.Message) []string {
	var out []string
	for _, form := range [][2]string{{"zero", m.Zero}, {"one", m.One}, {"two", m.Two}, {"few", m.Few}, {"many", m.Many},
		{"other", m.Other}} {
		if form[1] != "" {
			out = append(out, form[0])
		}
	}
	return out
}

// Keys lists the keys of all texts.
func (c *Catalogue) Keys() []string {
	out := make([]string, 0, len(c.keys))
	for key := range c.keys {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// Has tells whether there is a text with this key.
func (c *Catalogue) Has(key string) bool { return c.keys[key] }

// Text gives a text in a language with its parameters, as name and value by turns.
func (c *Catalogue) Text(l Language, key string, params ...any) (string, error) {
	if !c.keys[key] {
		return "", fmt.Errorf("there is no text %q", key)
	}
	data := make(map[string]any, len(params)/2)
	for i := 0; i+1 < len(params); i += 2 {
		data[fmt.Sprint(params[i])] = params[i+1]
	}
	out, err := c.say[l.Tag].Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: data["Count"]})
	if err != nil {
		return "", fmt.Errorf("the text %q in %s: %w", key, l.Tag, err)
	}
	return out, nil
}
