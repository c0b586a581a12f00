package engine

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"

	"qadam/i18n"
	"qadam/models"
)

// shapes knows the validate tags of all inputs.
var shapes = newShapes()

func newShapes() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name
	})
	// Money is one value: no amount counts as missing.
	v.RegisterCustomTypeFunc(func(m reflect.Value) any { return m.Interface().(models.Money).Currency }, models.Money{})
	// Limits of scores are written in whole units, as people send them.
	v.RegisterCustomTypeFunc(func(s reflect.Value) any { return float64(s.Int()) / 100 }, models.Score(0))
	texts := map[string]func(string) bool{
		// A text of blanks only is empty.
		"filled":   func(s string) bool { return strings.TrimSpace(s) != "" },
		"country":  i18n.IsCountry,
		"language": func(s string) bool { return slices.Contains(i18n.Tags(), s) },
		"currency": func(s string) bool { _, err := models.Digits(s); return err == nil },
	}
	for tag, shape := range models.Shapes {
		texts[tag] = regexp.MustCompile(shape).MatchString
	}
	for tag, ok := range texts {
		if err := v.RegisterValidation(tag, func(f validator.FieldLevel) bool { return ok(f.Field().String()) }); err != nil {
			panic(err) // a tag name that validator reserves: found at the first start
		}
	}
	// Money is checked by its currency, so its sign is read from the struct around it.
	if err := v.RegisterValidation("fromzero", func(f validator.FieldLevel) bool {
		return reflect.Indirect(f.Parent()).FieldByName(f.StructFieldName()).Interface().(models.Money).Minor >= 0
	}); err != nil {
		panic(err)
	}
	// enum=partial full allows some of a type's values; without a list it is all of them.
	if err := v.RegisterValidation("enum", func(f validator.FieldLevel) bool {
		return slices.Contains(valuesOf(f.Field().Interface(), f.Param()), f.Field().String())
	}); err != nil {
		panic(err)
	}
	return v
}

// valuesOf lists what a tag allows of an enumeration: what it names, or everything.
func valuesOf(v any, named string) []string {
	if named != "" {
		return strings.Fields(named)
	}
	return v.(models.Enum).Values()
}

// CheckShape checks an input by its validate tags; the error names each faulty field by its JSON pointer, and says in words what to
// do.
func CheckShape(in any) error {
	err := shapes.Struct(in)
	var found validator.ValidationErrors
	if !errors.As(err, &found) {
		return err
	}
	out := &models.Error{Code: models.Invalid, Message: "Some fields need another look."}
	for _, f := range found {
		out.Fields = append(out.Fields, models.FieldError{Pointer: pointerOf(f.Namespace()), Detail: detail(f)})
	}
	return out
}

// pointerOf turns validator's "NeedInput.theme_codes[0]" into "/theme_codes/0". An embedded struct is no member: its name, unlike
// those of members, begins with a capital.
func pointerOf(namespace string) string {
	pointer := ""
	for _, name := range strings.Split(namespace, ".") {
		if name[0] < 'A' || name[0] > 'Z' {
			pointer += "/" + strings.NewReplacer("[", "/", "]", "").Replace(name)
		}
	}
	return pointer
}

// detail says what to do about a field.
func detail(f validator.FieldError) string {
	p := f.Param()
	size := map[reflect.Kind]string{reflect.String: " characters", reflect.Slice: " items"}[f.Kind()]
	switch f.Tag() {
	case "required", "filled":
		return "This is needed."
	case "max":
		return fmt.Sprintf("Give at most %s%s.", p, size)
	case "min":
		return fmt.Sprintf("Give at least %s%s.", p, size)
	case "len":
		return fmt.Sprintf("Give exactly %s%s.", p, size)
	case "enum":
		return "Give one of: " + strings.Join(valuesOf(f.Value(), p), ", ") + "."
	case "unique":
		return "Give each value once."
	}
	if text, ok := details[f.Tag()]; ok {
		return text
	}
	return "This does not fit (" + f.Tag() + ")."
}

var details = map[string]string{
	"slug":               "Use small letters, digits, hyphens and underscores, such as record-keeping.",
	"reference":          "Use letters, digits, dots, slashes and hyphens, such as KAZ-2021-07.",
	"country":            "Give an ISO 3166-1 alpha-3 code, such as KAZ.",
	"language":           "Give one of: " + strings.Join(i18n.Tags(), ", ") + ".",
	"currency":           "Give an ISO 4217 code, such as USD.",
	"figure":             "Give a decimal number as text, such as \"12.5\".",
	"rate":               "Give a decimal number above 0 as text, such as \"0.002337\".",
	"email":              "Give an e-mail address, such as name@example.org.",
	"timezone":           "Give a time zone of the IANA database, such as Asia/Almaty.",
	"http_url":           "Give an address that begins with https:// or http://.",
	"bcp47_language_tag": "Give a language tag, such as en or ru.",
	"sector":             "Give a code of five digits, such as 15240.",
	"fromzero":           "Give an amount of 0 or more.",
	"iati":               "Leave out blanks and the characters / & | and ?.",
	"address":            "Give a path and its query here, such as /needs?country=KAZ, with everything else percent-encoded.",
}
