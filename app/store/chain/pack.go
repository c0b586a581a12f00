package chain

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
)

// uuidLen is the length of a UUID's canonical text, and between is what stands between two of a list.
const (
	uuidLen = 36
	between = `","`
)

// pack writes a text so that the UUIDs in it take 16 bytes each: a piece of text and the UUIDs after it, each with its number in front,
// until the text ends. What stands between UUIDs of a list is left out. unpack gives back the same text, whatever it was.
func pack(text string) []byte {
	packed := make([]byte, 0, len(text)/2+16)
	for at := 0; at < len(text); {
		first := at
		for first < len(text) && !isUUID(text[first:]) {
			first++
		}
		packed = append(binary.AppendUvarint(packed, uint64(first-at)), text[at:first]...)
		n, end := 0, first
		for next := first; isUUID(text[next:]); next = end + len(between) {
			n, end = n+1, next+uuidLen
			if end+len(between) > len(text) || text[end:end+len(between)] != between {
				break
			}
		}
		packed = binary.AppendUvarint(packed, uint64(n))
		for i := range n {
			packed = appendUUID(packed, text[first+i*(uuidLen+len(between)):][:uuidLen])
		}
		at = end
	}
	return packed
}

var errPacked = errors.New("what is packed of an entry cannot be read")

// unpack gives the text that was packed.
func unpack(packed []byte) (string, error) {
	text := make([]byte, 0, 3*len(packed))
	number := func() (int, error) {
		n, size := binary.Uvarint(packed)
		if size <= 0 || n > uint64(len(packed)) {
			return 0, errPacked
		}
		packed = packed[size:]
		return int(n), nil
	}
	for len(packed) > 0 {
		n, err := number()
		if err != nil || n > len(packed) {
			return "", errPacked
		}
		text, packed = append(text, packed[:n]...), packed[n:]
		if n, err = number(); err != nil || 16*n > len(packed) {
			return "", errPacked
		}
		for i := range n {
			if i > 0 {
				text = append(text, between...)
			}
			text, packed = appendText(text, packed[:16]), packed[16:]
		}
	}
	return string(text), nil
}

// isUUID tells whether a text begins with a UUID as Qadam writes one.
func isUUID(text string) bool {
	if len(text) < uuidLen {
		return false
	}
	for i := range uuidLen {
		switch c := text[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case (c < '0' || c > '9') && (c < 'a' || c > 'f'):
			return false
		}
	}
	return true
}

// appendUUID adds the 16 bytes of a UUID's text.
func appendUUID(to []byte, text string) []byte {
	var digits [32]byte
	copy(digits[:], text[:8])
	copy(digits[8:], text[9:13])
	copy(digits[12:], text[14:18])
	copy(digits[16:], text[19:23])
	copy(digits[20:], text[24:36])
	var id [16]byte
	_, _ = hex.Decode(id[:], digits[:]) // isUUID has looked at each digit
	return append(to, id[:]...)
}

// appendText adds the text of a UUID's 16 bytes.
func appendText(to, id []byte) []byte {
	for i, part := range [][]byte{id[:4], id[4:6], id[6:8], id[8:10], id[10:16]} {
		if i > 0 {
			to = append(to, '-')
		}
		to = hex.AppendEncode(to, part)
	}
	return to
}
