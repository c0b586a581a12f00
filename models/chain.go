package models

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"
)

// Head is where a lane of the log ends: the number and the hash of its last entry.
type Head struct {
	Lane int    `json:"lane"`
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// Heads is where all lanes ended at an instant. Kept elsewhere, it proves later that nothing was cut off or rewritten.
type Heads struct {
	At    time.Time `json:"at"`
	Lanes []Head    `json:"lanes"`
	// Dropped are the lanes of reads that the entry which keeps these heads drops.
	Dropped []int `json:"dropped,omitempty"`
}

// Break is the first entry of a lane that fails verification. ID is the entry's, "" where there is none.
type Break struct {
	Lane int
	Seq  int64
	ID   ID
	What string // differs: content, link, gap, head, checkpoint, kept head, dropped
	Why  string
}

// Verification is the result of a verification of the log.
type Verification struct {
	Lanes       int
	Entries     int64
	Checkpoints int64
	Breaks      []Break // at most one a lane, the lowest lane first
	Dropped     []DroppedReads
}

// DroppedReads are the reads of a month, such as "2021-05", that were dropped when their keeping time was over: how many each of their
// lanes had, and its closing hash.
type DroppedReads struct {
	Part  string
	At    time.Time
	Lanes []Head
}

// Entries is how many they were.
func (d DroppedReads) Entries() (n int64) {
	for _, l := range d.Lanes {
		n += l.Seq
	}
	return n
}

// LogStart is the hash that stands before the first entry of a lane.
func LogStart(lane int) string {
	sum := sha256.Sum256([]byte("qadam log, lane " + strconv.Itoa(lane)))
	return hex.EncodeToString(sum[:])
}
