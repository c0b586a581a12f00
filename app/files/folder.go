package files

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// folder keeps files in a folder, below one folder for the last two characters of the key, which are spread evenly.
type folder struct{ path string }

// NewFolder keeps files in a folder, which is made with the first file.
func NewFolder(path string) Store { return folder{path} }

// partly begins the names of files that are not whole yet.
const partly = "part-"

func (f folder) place(key string) string { return filepath.Join(f.path, key[max(0, len(key)-2):], key) }

// Put writes a file under another name first, and gives it its own when it is on the disk.
func (f folder) Put(_ context.Context, key string, content []byte) error {
	place := f.place(key)
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return err
	}
	part, err := os.CreateTemp(filepath.Dir(place), partly)
	if err != nil {
		return err
	}
	_, err = part.Write(content)
	if err = errors.Join(err, part.Sync(), part.Close()); err == nil {
		err = os.Rename(part.Name(), place)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part.Name()))
	}
	return syncFolder(filepath.Dir(place))
}

// syncFolder brings a folder's names to the disk.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open reads a file.
func (f folder) Open(_ context.Context, key string) (io.ReadCloser, error) {
	r, err := os.Open(f.place(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrMissing
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Remove removes a file.
func (f folder) Remove(_ context.Context, key string) error {
	if err := os.Remove(f.place(key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Each tells of each file, and removes what was never finished.
func (f folder) Each(ctx context.Context, before time.Time, fn func(string) error) error {
	return filepath.WalkDir(f.path, func(path string, d fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if errors.Is(err, fs.ErrNotExist) || err == nil && d.IsDir() {
			return nil
		}
		if err != nil {
			return err
		}
		info, err := d.Info()
		switch {
		case errors.Is(err, fs.ErrNotExist): // removed meanwhile
			return nil
		case err != nil:
			return err
		case !info.ModTime().Before(before):
			return nil
		case strings.HasPrefix(d.Name(), partly):
			return os.Remove(path)
		}
		return fn(d.Name())
	})
}
