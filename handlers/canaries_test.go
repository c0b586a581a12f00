package handlers_test

import (
	"testing"

	"qadam/handlers/handlerstest"
)

// TestCanaries plants a text, an amount or a day in every field that people write, and holds that no reader is told what it may
// not read.
func TestCanaries(t *testing.T) {
	t.Parallel()
	handlerstest.EachPlanted(t, handlerstest.WalkCanaries)
}
