package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"qadam/app/config"
	"qadam/app/secret"
)

// TestNoCommandTellsASecret plants a secret in every setting that is one, and has every command print its help, fail on a
// database that is not there, and serve with all that the log can tell.
func TestNoCommandTellsASecret(t *testing.T) {
	t.Chdir(t.TempDir())
	const planted = "planted-7f3e9a"
	settings := map[string]string{"database": "postgres://qadam:" + planted + "@127.0.0.1:1/qadam?password=" + planted,
		"smtp-url": "smtp://qadam:" + planted + "@127.0.0.1:1"}
	parser, err := kong.New(&commands{}, choices, config.Help, kong.ValueFormatter(config.Describe))
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"QADAM_LOG_LEVEL": "debug", "QADAM_MAIL_FROM": "Qadam <qadam@example.org>"}
	for _, command := range parser.Model.Leaves(true) {
		for _, flag := range command.AllFlags(true) {
			for _, f := range flag {
				if _, hidden := f.Target.Interface().(secret.Text); hidden {
					value, known := settings[f.Name]
					if !known {
						value = planted + "-" + f.Name + "-that-is-long-enough-for-a-key"
					}
					env["QADAM_"+strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))] = value
				}
			}
		}
	}
	if len(env) < 4 {
		t.Fatalf("there are only the settings %v", env)
	}
	list := []string{"QADAM_OIDC_ISSUER=http://127.0.0.1:1", "QADAM_OIDC_CLIENT_ID=qadam"} // to whom one of the secrets belongs
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	for _, command := range parser.Model.Leaves(true) {
		path := strings.Fields(strings.TrimPrefix(command.FullPath(), "qadam "))
		if path[0] == "demo" {
			continue // it takes neither the one nor the other
		}
		for _, args := range [][]string{append(path, "--help"), append(path, "--database="+env["QADAM_DATABASE"], "--no-such-flag"), path} {
			r := qadam(t, list, args...)
			if strings.Contains(r.out+r.errOut, planted) {
				t.Errorf("qadam %v says %s%s", args, r.out, r.errOut)
			}
		}
	}

	for i, line := range list {
		if strings.HasPrefix(line, "QADAM_DATABASE=") {
			list[i] = "QADAM_DATABASE=qadam.db"
		}
	}
	s := serve(t, list, "serve", "--listen=127.0.0.1:0")
	var told strings.Builder
	for _, path := range []string{"/", "/docs", "/readyz", "/metrics", "/openapi.json", "/api/v1/me", "/api/v1/nowhere?token=" + planted} {
		for _, token := range []string{"", planted, planted + "-metrics-token-that-is-long-enough-for-a-key"} {
			r, err := http.NewRequestWithContext(t.Context(), "GET", s.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if token != "" {
				r.Header.Set("Authorization", "Bearer "+token)
			}
			answer, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(answer.Body)
			if err := answer.Body.Close(); err != nil {
				t.Fatal(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			told.Write(body)
			for name := range answer.Header {
				told.WriteString(name + answer.Header.Get(name))
			}
		}
	}
	s.end()
	if all := told.String() + s.out.String() + s.errOut.String(); strings.Contains(all, planted) {
		t.Errorf("the server tells %.300s", all[strings.Index(all, planted):])
	}
}
