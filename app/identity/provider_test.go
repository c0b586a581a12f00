package identity_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"qadam/app/identity"
)

// TestAnAnswerThatNeverEnds asks a provider whose answer has no end: it is given up after a megabyte.
func TestAnAnswerThatNeverEnds(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for range 64 {
			if _, err := w.Write([]byte(strings.Repeat(" ", 1<<20))); err != nil {
				return
			}
		}
	}))
	defer server.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := identity.NewProvider(identity.Settings{Issuer: server.URL, ClientID: "qadam"}).Check(t.Context())
	runtime.ReadMemStats(&after)
	if !errors.Is(err, identity.ErrProvider) {
		t.Errorf("it ends with %v", err)
	}
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 50 {
		t.Errorf("it took %d MB", used)
	}
}

// FuzzPasskeyAnswers throws bytes at what reads authenticators' answers: it never panics.
func FuzzPasskeyAnswers(f *testing.F) {
	f.Add(`{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"}}`)
	f.Add(`{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA"}}`)
	f.Fuzz(func(t *testing.T, answer string) {
		_ = identity.ReadNew(answer)
		if id, err := identity.CredentialID(answer); err == nil && len(id) == 0 {
			t.Error("an answer without an id was read")
		}
	})
}
