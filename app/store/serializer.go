package store

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"gorm.io/gorm/schema"
)

// listSerializer keeps a list in one text column as JSON; no list is an empty one, where GORM's own would write NULL.
type listSerializer struct{}

// Scan reads a list back.
func (listSerializer) Scan(ctx context.Context, field *schema.Field, dst reflect.Value, value any) error {
	list := reflect.New(field.FieldType)
	var text []byte
	switch v := value.(type) {
	case nil:
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return fmt.Errorf("a list came back as %T", value)
	}
	if len(text) > 0 {
		if err := json.Unmarshal(text, list.Interface()); err != nil {
			return err
		}
	}
	field.ReflectValueOf(ctx, dst).Set(list.Elem())
	return nil
}

// Value writes a list.
func (listSerializer) Value(_ context.Context, _ *schema.Field, _ reflect.Value, value any) (any, error) {
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.Slice && v.Len() == 0 {
		return "[]", nil
	}
	b, err := json.Marshal(value)
	return string(b), err
}

func jsonText(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}
