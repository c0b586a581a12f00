package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"qadam/models"
)

// usageFault is a mistake in flags or settings: the program exits with 2.
type usageFault struct{ error }

// Unwrap gives what is wrong.
func (f usageFault) Unwrap() error { return f.error }

// settingsFault lists the faults of the settings, which come a line each.
func settingsFault(err error) error {
	if err == nil {
		return nil
	}
	return usageFault{fmt.Errorf("these settings need another look:\n  %s", strings.ReplaceAll(err.Error(), "\n", "\n  "))}
}

// fail tells people what went wrong and gives the exit code.
func (p *process) fail(err error) int {
	fmt.Fprintf(p.stderr, "qadam: %s\n", masked(explain(err)))
	if errors.As(err, &usageFault{}) {
		return 2
	}
	return 1
}

// explain words an error for the operator, who unlike a client may know the cause.
func explain(err error) string {
	var ours *models.Error
	if !errors.As(err, &ours) {
		return err.Error()
	}
	text := ours.Message
	for _, f := range ours.Fields {
		text += fmt.Sprintf("\n  %s: %s", strings.TrimPrefix(f.Pointer, "/"), f.Detail)
	}
	if ours.Cause != nil {
		text += fmt.Sprintf("\n  cause: %v", ours.Cause)
	}
	return strings.Replace(err.Error(), ours.Error(), text, 1) // what was said around it stays
}

// masked hides what looks like credentials: an address given in the wrong place comes back in the error.
func masked(text string) string {
	text = regexp.MustCompile(`://\S*@`).ReplaceAllString(text, "://***@")
	return regexp.MustCompile(`(?i)(password=)[^\s&]+`).ReplaceAllString(text, "$1***")
}
