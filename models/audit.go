package models

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// The kinds of entry in the log.
const (
	LogWrite      = "write"      // what an object was and what it became
	LogRead       = "read"       // a restricted record left the house
	LogExport     = "export"     // a file began, or came to its end
	LogSignIn     = "sign_in"    // somebody came, or left
	LogDenied     = "denied"     // somebody was refused
	LogCheckpoint = "checkpoint" // where all lanes stood
)

// LogKinds lists the kinds of entry.
var LogKinds = []string{LogWrite, LogRead, LogExport, LogSignIn, LogDenied, LogCheckpoint}

// Change is one entry of the log: who did what to which object, with what it was and what it became; who read what; who was
// refused. It stands in a lane, as number Seq of it, and is sealed with the hash of the entry before it: whoever changes,
// moves or takes away an entry breaks the lane from there on.
type Change struct {
	ID             ID        `json:"id" gorm:"primaryKey"`
	CreatedAt      time.Time `json:"created_at" gorm:"autoCreateTime:false"`
	Kind           string    `json:"kind" enum:"write,read,export,sign_in,denied,checkpoint"`
	Action         string    `json:"action" example:"need.step"`
	ActorID        ID        `json:"actor_id"`
	ActorName      string    `json:"actor_name"`
	ActorRole      Role      `json:"actor_role"`
	OrganisationID ID        `json:"organisation_id"`
	SubjectType    string    `json:"subject_type"`
	SubjectID      ID        `json:"subject_id"`
	RequestID      string    `json:"request_id"`
	Reason         string    `json:"reason"`
	Before         RawJSON   `json:"before"`
	After          RawJSON   `json:"after"`
	Lane           int       `json:"lane"`
	Seq            int64     `json:"seq"`
	PrevHash       string    `json:"prev_hash"`
	Hash           string    `json:"hash"`
}

// Meta gives the engine the id to stand a cursor on; what is only ever added to has no version.
func (c *Change) Meta() *Base { return &Base{ID: c.ID} }

// Sign says by whom an entry is: by the person, even where it looks with a reader's eyes, whose role and organisation stand beside.
func (c *Change) Sign(a Actor) {
	c.ActorRole, c.OrganisationID = a.Role, a.OrganisationID
	c.ActorID, c.ActorName = a.Person()
}

// LogStart is the hash that stands before the first entry of a lane.
func LogStart(lane int) string {
	sum := sha256.Sum256([]byte("qadam log, lane " + strconv.Itoa(lane)))
	return hex.EncodeToString(sum[:])
}

// Seal makes an entry the next one after a head of a lane, and gives the head that it makes.
func (c *Change) Seal(h Head) Head {
	c.Lane, c.Seq, c.PrevHash = h.Lane, h.Seq+1, h.Hash
	c.Hash = c.Digest()
	return Head{Lane: c.Lane, Seq: c.Seq, Hash: c.Hash}
}

// logTime is how an instant is written into a digest: UTC, in microseconds.
const logTime = "2006-01-02T15:04:05.000000Z"

// Digest is the SHA-256, in hex, over all of an entry but its own hash: the line "qadam log 1" and then each column, in this
// order, as its length in eight bytes, the highest first, and its text. What is none is empty.
func (c *Change) Digest() string {
	columns := [...]string{strconv.Itoa(c.Lane), strconv.FormatInt(c.Seq, 10), c.PrevHash, string(c.ID), c.CreatedAt.UTC().Format(logTime), c.Kind, c.Action,
		string(c.ActorID), c.ActorName, string(c.ActorRole), string(c.OrganisationID), c.SubjectType, string(c.SubjectID), c.RequestID, c.Reason,
		string(c.Before), string(c.After)}
	size := 12
	for _, text := range columns {
		size += 8 + len(text)
	}
	b := append(make([]byte, 0, size), "qadam log 1\n"...)
	for _, text := range columns {
		b = append(binary.BigEndian.AppendUint64(b, uint64(len(text))), text...)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Head is where a lane of the log ends: the number and the hash of its last entry.
type Head struct {
	Lane int    `json:"lane"`
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// Heads is where all lanes ended at an instant. Kept elsewhere, it proves later that nothing was cut off or written anew.
type Heads struct {
	At    time.Time `json:"at"`
	Lanes []Head    `json:"lanes"`
}

// Break is the first link of a lane that does not hold. ID is of the entry there, none where there is no entry.
type Break struct {
	Lane int
	Seq  int64
	ID   ID
	What string // differs: content, link, gap, head, checkpoint, kept head
	Why  string
}

// Proof is what a walk along the log found.
type Proof struct {
	Lanes       int
	Entries     int64
	Checkpoints int64
	Breaks      []Break // at most one a lane, the lowest lane first
}

// Release is one way in which something that consent opened went to one person: the first and the last time, and how often.
type Release struct {
	SubjectType    string    `json:"subject_type" enum:"mission,finding,need"`
	SubjectID      ID        `json:"subject_id"`
	Extent         string    `json:"extent" enum:"partial,full"`
	UserID         ID        `json:"user_id"`
	OrganisationID ID        `json:"organisation_id"`
	Name           string    `json:"name"`
	Audience       string    `json:"audience" enum:"partners,donors"`
	Surface        string    `json:"surface" example:"export"`
	FirstAt        time.Time `json:"first_at" gorm:"autoCreateTime:false"`
	LastAt         time.Time `json:"last_at" gorm:"autoUpdateTime:false"`
	Times          int64     `json:"times"`
}

// LogKindOf tells the kind of an entry from the intention that it is about.
func LogKindOf(action string) string {
	noun, intention, _ := strings.Cut(action, ".")
	switch {
	case intention == "export":
		return LogExport
	case noun == "session" || strings.HasPrefix(intention, "sign_"):
		return LogSignIn
	case action == "audit.checkpoint":
		return LogCheckpoint
	}
	return LogWrite
}
