package sheet_test

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"qadam/app/exchange/sheet"
	"qadam/models"
)

// TestHostileTables reads files that are made to take more memory than they have bytes: each is refused at once.
func TestHostileTables(t *testing.T) {
	const size = 16 << 20
	limits := sheet.Limits{Bytes: size, Rows: 20_000}
	for name, file := range map[string]string{
		"a header of separators":          strings.Repeat(",", size-1),
		"a header of names":               strings.Repeat("a;", size/2),
		"a row of separators":             "a,b\n" + strings.Repeat(",", size-4),
		"rows of quotation marks":         "a,b\n" + strings.Repeat("\"\",", size/3-2),
		"an open quotation mark":          "a,b\n1,\"" + strings.Repeat("x", size-8),
		"an open quotation mark of lines": "a,b\n1,\"" + strings.Repeat("x\n", size/2-8),
		"faulty rows":                     "a,b\n" + strings.Repeat("\"\"x\n", size/4-8),
		"blank lines":                     "a,b\n" + strings.Repeat("\n", size-4),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		begun := time.Now()
		err := readAll(file, limits)
		took := time.Since(begun)
		runtime.ReadMemStats(&after)
		if code := models.CodeOf(err); code != models.Invalid && code != models.TooLarge {
			t.Errorf("%s is answered with %v", name, err)
		}
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 50 || took > time.Second {
			t.Errorf("%s took %d MB and %s", name, used, took)
		}
	}
}

func readAll(file string, limits sheet.Limits) error {
	table, err := sheet.NewReader(strings.NewReader(file), limits)
	for err == nil {
		var broken *sheet.LineError
		if _, err = table.Next(); errors.As(err, &broken) {
			err = nil
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
