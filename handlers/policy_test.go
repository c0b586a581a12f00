package handlers_test

import (
	"testing"

	"qadam/handlers/handlerstest"
)

// TestPolicyWalk sends every operation to every object as every actor.
func TestPolicyWalk(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, handlerstest.WalkPolicy)
}

// TestPolicyOfLists sends every operation without an object as every actor.
func TestPolicyOfLists(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, handlerstest.WalkPolicyOfLists)
}
