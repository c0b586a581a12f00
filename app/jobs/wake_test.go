package jobs

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/app/mail/mailtest"
	"qadam/app/store/storetest"
	"qadam/models"
)

// TestALinkIsSentAtOnce asks for a sign-in link where no job ever has its time: the mail comes all the same.
func TestALinkIsSentAtOnce(t *testing.T) {
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			post := mailtest.Start(t)
			settings, err := mail.ParseURL(post.URL())
			if err != nil {
				t.Fatal(err)
			}
			settings.From = "Qadam <qadam@qadam.example>"
			sender, err := mail.New(settings)
			if err != nil {
				t.Fatal(err)
			}
			a := app.New(storetest.Open(t, kind, time.Now), slog.New(slog.DiscardHandler), app.Options{BaseURL: "https://qadam.example",
				Sender: sender})
			if _, err := a.Users.Create(t.Context(), engine.System(), models.UserInput{Name: "Admin", Email: "admin@example.org",
				Role: models.Admin, Active: true}); err != nil {
				t.Fatal(err)
			}
			r := runner(a)
			start(t, r)
			defer stop(t, r)
			if _, err := a.RequestSignInLink(t.Context(), models.SignInRequest{Email: "admin@example.org"}, models.Visit{}); err != nil {
				t.Fatal(err)
			}
			for len(post.Messages()) == 0 {
				time.Sleep(10 * time.Millisecond) // as long as the test may run
			}
			if m := post.Messages()[0]; m.To[0] != "admin@example.org" || !strings.Contains(m.Text, "https://qadam.example/sign-in/link/") {
				t.Errorf("%v %s", m.To, m.Text)
			}
		})
	}
}
