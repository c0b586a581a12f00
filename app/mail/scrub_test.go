package mail

import (
	"encoding/base64"
	"strings"
	"testing"

	"qadam/app/secret"
)

func TestScrubKnowsTheEncodings(t *testing.T) {
	const password = "s3cret/+&"
	settings, err := ParseURL("smtp://dana:s3cret%2F%2B%26@mail.example.org")
	if err != nil {
		t.Fatal(err)
	}
	for _, leak := range []string{
		password,
		"s3cret%2F%2B%26",
		base64.StdEncoding.EncodeToString([]byte(password)),
		base64.StdEncoding.EncodeToString([]byte("\x00dana\x00" + password)),
	} {
		got := settings.scrub("refused: " + leak + " is wrong")
		if strings.Contains(got, leak) || !strings.HasPrefix(got, "refused: "+secret.Mask) {
			t.Errorf("%q became %q", leak, got)
		}
	}
	if got := (Settings{}).scrub("no such mailbox"); got != "no such mailbox" {
		t.Errorf("without a password, the text became %q", got)
	}
}
