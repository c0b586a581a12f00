package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3 says where a store is that speaks S3.
type S3 struct {
	Host           string // with the port, if it has one of its own
	Bucket, Prefix string
	Region         string
	Key, Secret    string
	Plain          bool // without TLS
}

// bucket keeps files in a bucket, below a prefix.
type bucket struct {
	client       *minio.Client
	name, prefix string
}

// NewS3 keeps files in a bucket. It asks the store for nothing yet.
func NewS3(s S3) (Store, error) {
	client, err := minio.New(s.Host, &minio.Options{Creds: credentials.NewStaticV4(s.Key, s.Secret, ""), Secure: !s.Plain,
		Region: s.Region, BucketLookup: minio.BucketLookupPath})
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	prefix := strings.Trim(s.Prefix, "/")
	if prefix != "" {
		prefix += "/"
	}
	return bucket{client, s.Bucket, prefix}, nil
}

// Put writes a file; the store checks its hash.
func (b bucket) Put(ctx context.Context, key string, content []byte) error {
	_, err := b.client.PutObject(ctx, b.name, b.prefix+key, bytes.NewReader(content), int64(len(content)),
		minio.PutObjectOptions{ContentType: "application/octet-stream", SendContentMd5: true})
	return wrapS3(err)
}

// Open reads a file. That it is missing is known only once it is asked for.
func (b bucket) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	o, err := b.client.GetObject(ctx, b.name, b.prefix+key, minio.GetObjectOptions{})
	if err != nil {
		return nil, wrapS3(err)
	}
	if _, err := o.Stat(); err != nil {
		return nil, errors.Join(wrapS3(err), o.Close())
	}
	return o, nil
}

// Remove removes a file.
func (b bucket) Remove(ctx context.Context, key string) error {
	err := wrapS3(b.client.RemoveObject(ctx, b.name, b.prefix+key, minio.RemoveObjectOptions{}))
	if errors.Is(err, ErrMissing) {
		return nil
	}
	return err
}

// Each tells of each file.
func (b bucket) Each(ctx context.Context, before time.Time, fn func(string) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing where fn fails
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true}) {
		if o.Err != nil {
			return wrapS3(o.Err)
		}
		if !o.LastModified.Before(before) {
			continue
		}
		if err := fn(strings.TrimPrefix(o.Key, b.prefix)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// wrapS3 tells a missing file from other faults.
func wrapS3(err error) error {
	if err == nil {
		return nil
	}
	if r := minio.ToErrorResponse(err); r.Code == minio.NoSuchKey || r.Code == "" && r.StatusCode == http.StatusNotFound {
		return ErrMissing
	}
	return fmt.Errorf("files: %w", err)
}
