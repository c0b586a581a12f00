// Package files keeps the bytes of uploaded files outside the database, in a folder or in a store that speaks S3; cleans them of what
// tells more than they should; and asks an antivirus about them. It knows no rules on who may read what.
package files

import (
	"context"
	"errors"
	"io"
	"time"
)

// Store keeps files by their keys. A file is written once, and never changed.
type Store interface {
	// Put writes a file, whole or not at all.
	Put(ctx context.Context, key string, content []byte) error
	// Open reads a file; ErrMissing where there is none.
	Open(ctx context.Context, key string) (io.ReadCloser, error)
	// Remove removes a file; that there is none is no fault.
	Remove(ctx context.Context, key string) error
	// Each tells of each file that was written before an instant.
	Each(ctx context.Context, before time.Time, fn func(key string) error) error
}

// ErrMissing says that there is no file with a key.
var ErrMissing = errors.New("this file is not in the store")

// Read reads a file whole.
func Read(ctx context.Context, s Store, key string) ([]byte, error) {
	r, err := s.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(r)
	return content, errors.Join(err, r.Close())
}
