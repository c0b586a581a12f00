package files_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"qadam/app/files"
	"qadam/app/files/filestest"
)

// bucketAt keeps files in a bucket of a server that speaks S3.
func bucketAt(t *testing.T, prefix string) files.Store {
	t.Helper()
	s, err := files.NewS3(filestest.Bucket(t, prefix))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestFilesAreKept holds that a folder and a bucket do the same.
func TestFilesAreKept(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) files.Store{
		"folder": func(t *testing.T) files.Store { return files.NewFolder(filepath.Join(t.TempDir(), "not", "made")) },
		"bucket": func(t *testing.T) files.Store { return bucketAt(t, "qadam/evidence") },
		"whole":  func(t *testing.T) files.Store { return bucketAt(t, "") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, s := context.Background(), open(t)
			all := func(before time.Time) (keys []string) {
				err := s.Each(ctx, before, func(key string) error { keys = append(keys, key); return nil })
				if err != nil {
					t.Fatal(err)
				}
				slices.Sort(keys)
				return keys
			}
			if _, err := files.Read(ctx, s, "0001-aa"); !errors.Is(err, files.ErrMissing) {
				t.Errorf("what was never kept is read: %v", err)
			}
			if keys := all(time.Now().Add(time.Hour)); len(keys) > 0 {
				t.Errorf("an empty store has %q", keys)
			}
			large := bytes.Repeat([]byte("0123456789abcdef"), 400_000)
			for key, content := range map[string][]byte{"0001-aa": []byte("one"), "0002-bb": large, "0003-aa": []byte("three")} {
				if err := s.Put(ctx, key, content); err != nil {
					t.Fatal(err)
				}
				if got, err := files.Read(ctx, s, key); err != nil || !bytes.Equal(got, content) {
					t.Errorf("%s comes back with %d bytes: %v", key, len(got), err)
				}
			}
			if keys := all(time.Now().Add(time.Hour)); !slices.Equal(keys, []string{"0001-aa", "0002-bb", "0003-aa"}) {
				t.Errorf("the store has %q", keys)
			}
			if keys := all(time.Now().Add(-time.Hour)); len(keys) > 0 {
				t.Errorf("an hour ago it had %q", keys)
			}
			failed := errors.New("stop")
			if err := s.Each(ctx, time.Now().Add(time.Hour), func(string) error { return failed }); !errors.Is(err, failed) {
				t.Errorf("a listing goes on: %v", err)
			}
			for range 2 {
				if err := s.Remove(ctx, "0002-bb"); err != nil {
					t.Errorf("removing: %v", err)
				}
			}
			if _, err := s.Open(ctx, "0002-bb"); !errors.Is(err, files.ErrMissing) {
				t.Errorf("what was removed is read: %v", err)
			}
		})
	}
}

// TestAStoreThatIsGone tells a store that does not answer from a file that is missing.
func TestAStoreThatIsGone(t *testing.T) {
	t.Parallel()
	s, err := files.NewS3(files.S3{Host: "127.0.0.1:1", Bucket: "evidence", Region: "us-east-1", Key: "key", Secret: "secret", Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if _, err := s.Open(ctx, "0001-aa"); err == nil || errors.Is(err, files.ErrMissing) {
		t.Errorf("a store that is gone says %v", err)
	}
	if err := s.Put(ctx, "0001-aa", []byte("one")); err == nil {
		t.Error("a store that is gone takes a file")
	}
}

// TestHalfAFileIsNone holds that a folder forgets what was never finished, and that others cannot look into it.
func TestHalfAFileIsNone(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), filepath.Join(t.TempDir(), "files")
	s := files.NewFolder(dir)
	if err := s.Put(ctx, "0001-aa", []byte("one")); err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(dir, "aa", "part-7")
	if err := os.WriteFile(half, []byte("o"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := s.Each(ctx, time.Now().Add(time.Hour), func(key string) error {
		if key != "0001-aa" {
			t.Errorf("there is %s", key)
		}
		return nil
	})
	if _, still := os.Stat(half); err != nil || still == nil {
		t.Errorf("half a file is left: %v", err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "aa", "0001-aa"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v", path, info, err)
		}
	}
}
