package handlers_test

import (
	"slices"
	"testing"

	"qadam/handlers/handlerstest"
)

// TestAnIATIIdentifierIsOneOrganisations holds that it is kept without blanks and line breaks, and given once.
func TestAnIATIIdentifierIsOneOrganisations(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		post := func(code, identifier string) answer {
			return w.Do(t, call{As: "manager", Method: "POST", Path: "/organisations", Wrong: true, Body: map[string]any{
				"code": code, "name": code, "kind": "un_entity", "iati_identifier": identifier}})
		}
		if made := post("FIRST", " XM-DAC-99901\n").Want(t, 201).Object(t); made.Text("iati_identifier") != "XM-DAC-99901" {
			t.Errorf("kept is %q", made.Text("iati_identifier"))
		}
		for code, identifier := range map[string]string{"SAME": "XM-DAC-99901", "BLANK": "XM-DAC-99901\u00a0",
			"BREAK": "\r\nXM-DAC-99901", "CASE": "xm-dac-99901"} {
			if p := post(code, identifier).Problem(t, 409); !slices.Equal(p.Pointers(), []string{"/iati_identifier"}) {
				t.Errorf("%s is refused at %v", code, p.Pointers())
			}
		}
		for code, identifier := range map[string]string{"INNER": "XM-DAC-\n99902", "INNER-2": "XM-DAC 99902", "SLASH": "XM/DAC"} {
			if p := post(code, identifier).Problem(t, 422); !slices.Equal(p.Pointers(), []string{"/iati_identifier"}) {
				t.Errorf("%s is refused at %v", code, p.Pointers())
			}
		}
		post("NONE-1", "").Want(t, 201)
		post("NONE-2", "").Want(t, 201)
	})
}
