package web_test

import (
	"testing"

	"qadam/web"
)

func TestEveryPageRenders(t *testing.T) {
	if _, err := web.New(); err != nil {
		t.Fatal(err)
	}
}
