-- +goose Up
-- The log: every entry stands in a lane and carries the hash of the entry before it (docs/decisions/0004-the-log-in-lanes.md).
-- What was written before stays in changes_unchained until Migrate has moved it, chained, into the first lane.
ALTER TABLE changes RENAME TO changes_unchained;
DROP INDEX changes_subject;

CREATE TABLE changes (
  id text PRIMARY KEY, created_at datetime NOT NULL, kind text NOT NULL, action text NOT NULL,
  actor_id text, actor_name text NOT NULL, actor_role text NOT NULL, organisation_id text,
  subject_type text NOT NULL, subject_id text, request_id text NOT NULL, reason text NOT NULL, before text NOT NULL, after text NOT NULL,
  lane integer NOT NULL, seq integer NOT NULL, prev_hash text NOT NULL, hash text NOT NULL,
  UNIQUE (lane, seq)
);
CREATE INDEX changes_subject ON changes (subject_id, id) WHERE subject_id IS NOT NULL;
CREATE INDEX changes_actor ON changes (actor_id, id);
CREATE INDEX changes_request ON changes (request_id, id);
CREATE INDEX changes_kind ON changes (kind, id);
CREATE INDEX changes_created ON changes (created_at);

-- Where each lane ends. SQLite has one writer at a time, and so one lane.
CREATE TABLE chain_heads (lane integer PRIMARY KEY, seq integer NOT NULL, hash text NOT NULL);
INSERT INTO chain_heads (seq, hash) VALUES (0, '');

-- What consent opened and to whom it went: a digest of the log, by which a withdrawal tells what is out.
CREATE TABLE releases (
  subject_type text NOT NULL, subject_id text NOT NULL, extent text NOT NULL, user_id text NOT NULL, organisation_id text,
  name text NOT NULL, audience text NOT NULL, surface text NOT NULL,
  first_at datetime NOT NULL, last_at datetime NOT NULL, times integer NOT NULL,
  PRIMARY KEY (subject_id, user_id, surface, extent)
);

-- +goose StatementBegin
CREATE TRIGGER changes_stand BEFORE UPDATE ON changes BEGIN SELECT RAISE(ABORT, 'the table changes is only ever added to'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER changes_stay BEFORE DELETE ON changes BEGIN SELECT RAISE(ABORT, 'the table changes is only ever added to'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER chain_heads_grow BEFORE UPDATE ON chain_heads WHEN NEW.seq <= OLD.seq OR NEW.lane <> OLD.lane
BEGIN SELECT RAISE(ABORT, 'the table chain_heads is only ever added to'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER chain_heads_stand BEFORE DELETE ON chain_heads BEGIN SELECT RAISE(ABORT, 'the table chain_heads is only ever added to'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER releases_stand BEFORE DELETE ON releases BEGIN SELECT RAISE(ABORT, 'the table releases is only ever added to'); END;
-- +goose StatementEnd

-- +goose Down
-- The log is not undone.
SELECT 1;
