package models

import (
	"cmp"
	"fmt"
	"strings"
)

// ShortReference joins a parent's reference and a number: KAZ-P02 and 3 give KAZ-P02-A3.
func ShortReference(parent, letter string, n int) string {
	return fmt.Sprintf("%s-%s%d", parent, letter, n)
}

// CompareReferences puts references in the order that people expect, numbers by their value: KAZ-P02-A3 before KAZ-P02-A10. It is
// the same on both databases and under any collation.
func CompareReferences(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	for i > 0 && digits(a[i-1:]) > 0 {
		i--
	}
	x, y := a[i:], b[i:]
	if m, n := digits(x), digits(y); m > 0 && n > 0 {
		p, q := strings.TrimLeft(x[:m], "0"), strings.TrimLeft(y[:n], "0")
		if c := cmp.Or(cmp.Compare(len(p), len(q)), cmp.Compare(p, q)); c != 0 {
			return c
		}
		if c := CompareReferences(x[m:], y[n:]); c != 0 {
			return c
		}
	}
	return cmp.Compare(x, y)
}

// digits is the length of the number that a text begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}
