package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// postgres is the database server, all of whose processes are children of one.
type postgres struct{ pid int }

// findPostgres finds it by one of its children. It has to run on this machine.
func findPostgres(ctx context.Context, db *pgxpool.Pool) (*postgres, error) {
	var child int
	if err := db.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&child); err != nil {
		return nil, err
	}
	fields, err := statOf(child)
	if err != nil {
		return nil, fmt.Errorf("the database does not run on this machine, so that its processor time cannot be read: %w", err)
	}
	pid, err := strconv.Atoi(fields[1])
	return &postgres{pid}, err
}

// cpu is the processor time that it has taken so far: it, its children, and those that have ended.
func (p *postgres) cpu() (sum time.Duration, err error) {
	fields, err := statOf(p.pid)
	if err != nil {
		return 0, err
	}
	if sum, err = ticks(fields[11:15]); err != nil {
		return 0, err
	}
	all, err := os.ReadDir("/proc")
	if err != nil {
		return 0, err
	}
	for _, entry := range all {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue // no process
		}
		fields, err := statOf(pid)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			continue // it has ended
		}
		if err != nil {
			return 0, err
		}
		if fields[1] != strconv.Itoa(p.pid) {
			continue
		}
		own, err := ticks(fields[11:13])
		if err != nil {
			return 0, err
		}
		sum += own
	}
	return sum, nil
}
