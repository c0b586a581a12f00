package files

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
)

// Backup is an archive of files that is being written.
type Backup struct {
	store Store
	out   *os.File
	tar   *tar.Writer
	// Count is how many files are in it.
	Count int
}

// NewBackup begins an archive in a file that is not there yet.
func NewBackup(s Store, path string) (*Backup, error) {
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &Backup{store: s, out: out, tar: tar.NewWriter(out)}, nil
}

// Add copies a file into the archive, and proves it by its SHA-256.
func (b *Backup) Add(ctx context.Context, key, sum string) error {
	content, err := Read(ctx, b.store, key)
	if err != nil {
		return fmt.Errorf("the file %s: %w", key, err)
	}
	if hash(content) != sum {
		return fmt.Errorf("the file %s is damaged: it has another SHA-256 than when it was uploaded", key)
	}
	b.Count++
	if err := b.tar.WriteHeader(&tar.Header{Name: key, Mode: 0o600, Size: int64(len(content)), Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err = b.tar.Write(content)
	return err
}

// Close ends the archive, and brings it to the disk.
func (b *Backup) Close() error { return errors.Join(b.tar.Close(), b.out.Sync(), b.out.Close()) }

func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Restore puts the files of an archive into a store, and gives their SHA-256 by key. What the store has already stays as it is.
func Restore(ctx context.Context, s Store, path string) (map[string]string, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	sums := map[string]string{}
	for r := tar.NewReader(in); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			return sums, nil
		}
		if err != nil {
			return sums, fmt.Errorf("%s: %w", path, err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return sums, fmt.Errorf("%s: %w", path, err)
		}
		had, err := Read(ctx, s, head.Name)
		switch {
		case err == nil && hash(had) != hash(content):
			err = fmt.Errorf("the store has another file %s", head.Name)
		case errors.Is(err, ErrMissing):
			err = s.Put(ctx, head.Name, content)
		}
		if err != nil {
			return sums, err
		}
		sums[head.Name] = hash(content)
	}
}
