package models

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Score is a number with two decimals, kept as hundredths so that it is the same on every machine: 7250 is 72.5.
type Score int

// String writes the score with as many decimals as it needs: 72.5.
func (s Score) String() string {
	text, _ := s.MarshalJSON()
	return strings.TrimSuffix(strings.TrimRight(string(text), "0"), ".")
}

// Signed writes the score with its sign: +6.25.
func (s Score) Signed() string {
	if s > 0 {
		return "+" + s.String()
	}
	return s.String()
}

// Whole writes the score without decimals, rounded towards 0: what holds in 95.9% holds in at least 95%.
func (s Score) Whole() string { return strconv.Itoa(int(s) / 100) }

// AtLeast says a share of draws without promising more than they show: "all", or "at least 95% of".
func (s Score) AtLeast() string {
	if s >= 100_00 {
		return "all"
	}
	return "at least " + s.Whole() + "% of"
}

// MarshalJSON writes the score as a number.
func (s Score) MarshalJSON() ([]byte, error) { return s.AppendJSON(nil), nil }

// AppendJSON appends what MarshalJSON gives.
func (s Score) AppendJSON(dst []byte) []byte {
	sign := ""
	if s < 0 {
		sign, s = "-", -s
	}
	return fmt.Appendf(dst, "%s%d.%02d", sign, int(s)/100, int(s)%100)
}

var twoDecimals = regexp.MustCompile(`^(-?)([0-9]{1,9})(?:\.([0-9]{1,2})0*)?$`)

// ParseScore reads a number with at most two decimals, exactly.
func ParseScore(text string) (Score, error) {
	part := twoDecimals.FindStringSubmatch(text)
	if part == nil {
		return 0, fmt.Errorf("give a number with at most two decimals")
	}
	n, err := strconv.Atoi(part[2] + (part[3] + "00")[:2])
	if part[1] == "-" {
		n = -n
	}
	return Score(n), err
}

// UnmarshalJSON reads the number back.
func (s *Score) UnmarshalJSON(b []byte) (err error) {
	*s, err = ParseScore(string(b))
	return err
}
