package handlers

import (
	"context"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"qadam/models"
)

// alive is the route that answers as long as the process lives.
const alive = "/healthz"

// Hold answers all requests but those to /healthz with an error, until Release: while the server waits for its database, say.
func (s *Server) Hold(why *models.Error) { s.hold.Store(why) }

// Release lets requests in.
func (s *Server) Release() { s.hold.Store(nil) }

// ready says whether the database takes changes, or why not.
func (s *Server) ready(c *fiber.Ctx) error {
	if err := s.readiness.ask(context.Background(), s.app.Store().Ready); err != nil {
		return err
	}
	return c.SendString("ready\n")
}

// readiness keeps an answer for a second: anybody may ask, and asking costs the database something.
type readiness struct {
	mu   sync.Mutex
	at   time.Time
	last error
}

func (r *readiness) ask(ctx context.Context, ready func(context.Context) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.at) > time.Second {
		r.last = ready(ctx)
		r.at = time.Now()
	}
	return r.last
}
