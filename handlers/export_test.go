package handlers

import (
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
)

// What the tests outside the package may see of its inside.

// Break adds a route that panics.
func (s *Server) Break(path, with string) {
	s.fiber.Get(path, func(*fiber.Ctx) error { panic(with) })
}

// Block lets a peer try nothing for an hour.
func (s *Server) Block(peer string) { s.guard.Block(peer, time.Hour) }

// From answers a request as if it came from another machine.
func (s *Server) From(r *http.Request) (*http.Response, error) { return s.fiber.Test(r, -1) }

// Decode reads a JSON body strictly into an input.
func Decode(body []byte, dst any) error { return decodeInto(body, dst) }
