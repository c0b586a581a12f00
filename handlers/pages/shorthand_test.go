package pages_test

import "qadam/handlers/handlerstest"

// The names of the tests' world that most tests use.
type (
	world  = handlerstest.World
	call   = handlerstest.Call
	answer = handlerstest.Answer
)
