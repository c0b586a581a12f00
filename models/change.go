package models

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Change is one entry of the log: a write with what the object was and became, a read, an export, a sign-in or a refusal. It
// stands in a lane, as number Seq of it, and is sealed with the hash of the entry before it: changing, moving or removing an
// entry breaks the lane from there on.
type Change struct {
	ID             ID        `json:"id" gorm:"primaryKey"`
	CreatedAt      time.Time `json:"created_at" gorm:"autoCreateTime:false"`
	Kind           LogKind   `json:"kind"`
	Action         string    `json:"action" example:"need.step"`
	ActorID        ID        `json:"actor_id"`
	ActorName      string    `json:"actor_name"`
	ActorRole      Role      `json:"actor_role" enum:"-"`
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
	Packed         []byte    `json:"-"` // After of a read as the database keeps it; the chain unpacks it
}

// Among gives the objects that a read or a refusal names among others, each once.
func (c *Change) Among() []ID {
	if c.Kind != LogRead && c.Kind != LogDenied || c.After == "" {
		return nil
	}
	var details struct {
		IDs []ID `json:"ids"`
	}
	if json.Unmarshal([]byte(c.After), &details) != nil { // it names none
		return nil
	}
	slices.Sort(details.IDs)
	return slices.Compact(details.IDs)
}

// LogKind is what an entry of the log is about.
type LogKind string

// The kinds of entry in the log.
const (
	LogWrite      LogKind = "write"      // what an object was and what it became
	LogRead       LogKind = "read"       // a restricted record was given out
	LogExport     LogKind = "export"     // the beginning or the end of an export
	LogSignIn     LogKind = "sign_in"    // a sign-in or sign-out
	LogDenied     LogKind = "denied"     // a refusal
	LogCheckpoint LogKind = "checkpoint" // the heads of all lanes
)

// Values lists them.
func (LogKind) Values() []string {
	return texts(LogWrite, LogRead, LogExport, LogSignIn, LogDenied, LogCheckpoint)
}

// The intentions of the entries that name the heads of all lanes.
const (
	ActionCheckpoint = "audit.checkpoint" // hourly, so that no lane is cut without the others
	ActionHeads      = "audit.heads"      // the heads were given out, to be kept elsewhere
	ActionDrop       = "audit.drop"       // months of reads were dropped
)

// LogKindOf tells the kind of an entry from the intention that it is about.
func LogKindOf(action string) LogKind {
	noun, intention, _ := strings.Cut(action, ".")
	switch {
	case intention == "export":
		return LogExport
	case noun == "session" || strings.HasPrefix(intention, "sign_"):
		return LogSignIn
	case action == ActionCheckpoint || action == ActionHeads || action == ActionDrop:
		return LogCheckpoint
	}
	return LogWrite
}

// Meta gives the engine the id for a cursor; what is never changed has no version.
func (c *Change) Meta() *Base { return &Base{ID: c.ID} }

// Sign says by whom an entry is: by the person, even when viewing as a reader, with the reader's role and organisation.
func (c *Change) Sign(a Actor) {
	c.ActorRole, c.OrganisationID = a.Role, a.OrganisationID
	c.ActorID, c.ActorName = a.Person()
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
	columns := [...]string{strconv.Itoa(c.Lane), strconv.FormatInt(c.Seq, 10), c.PrevHash, string(c.ID), c.CreatedAt.UTC().Format(logTime),
		string(c.Kind), c.Action,
		string(c.ActorID), c.ActorName, string(c.ActorRole), string(c.OrganisationID), c.SubjectType, string(c.SubjectID), c.RequestID,
		c.Reason, string(c.Before), string(c.After)}
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
