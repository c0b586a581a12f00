-- +goose Up
-- Reads stand in a table of their own, in lanes of their own: a lane belongs to one month, so that a month can be dropped and the rest of
-- the log still be proved (docs/decisions/0004-the-log-in-lanes.md). Reads of before stay where they were sealed. "after" is packed
-- (chain.pack): the ids in it as binary.
CREATE TABLE reads (
  part text NOT NULL, id text PRIMARY KEY, created_at datetime NOT NULL, action text NOT NULL, actor_id text, actor_name text NOT NULL,
  actor_role text NOT NULL, organisation_id text, subject_type text NOT NULL, subject_id text, request_id text NOT NULL, reason text NOT NULL,
  after blob NOT NULL, lane integer NOT NULL, seq integer NOT NULL, prev_hash blob NOT NULL, hash blob NOT NULL,
  UNIQUE (lane, seq)
);
CREATE INDEX reads_actor ON reads (actor_id, id);
CREATE INDEX reads_created ON reads (created_at);

-- The objects that a read names, alone or among others; the ids as binary.
CREATE TABLE read_subjects (subject_id blob NOT NULL, read_id blob NOT NULL, PRIMARY KEY (subject_id, read_id)) WITHOUT ROWID;

-- A lane of reads names its month, and when that was dropped; it keeps its head, the closing hash.
ALTER TABLE chain_heads ADD COLUMN part text NOT NULL DEFAULT '';
ALTER TABLE chain_heads ADD COLUMN dropped_at datetime;
DROP TRIGGER chain_heads_grow;
-- +goose StatementBegin
CREATE TRIGGER chain_heads_grow BEFORE UPDATE ON chain_heads WHEN NEW.lane <> OLD.lane OR NEW.part <> OLD.part OR OLD.dropped_at IS NOT NULL
  OR NEW.seq <= OLD.seq AND (NEW.dropped_at IS NULL OR NEW.part = '' OR NEW.seq <> OLD.seq OR NEW.hash <> OLD.hash)
BEGIN SELECT RAISE(ABORT, 'the table chain_heads is only ever added to'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reads_stand BEFORE UPDATE ON reads BEGIN SELECT RAISE(ABORT, 'the table reads is only ever added to'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reads_stay BEFORE DELETE ON reads WHEN NOT EXISTS (SELECT 1 FROM chain_heads h WHERE h.lane = OLD.lane AND h.dropped_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'the table reads is only ever added to'); END;
-- +goose StatementEnd

-- The whole log.
CREATE VIEW log AS
  SELECT id, created_at, kind, action, actor_id, actor_name, actor_role, organisation_id, subject_type, subject_id, request_id, reason, before, after,
    NULL AS packed, lane, seq, prev_hash, hash FROM changes
  UNION ALL
  SELECT id, created_at, 'read', action, actor_id, actor_name, actor_role, organisation_id, subject_type, subject_id, request_id, reason, '', '',
    after, lane, seq, lower(hex(prev_hash)), lower(hex(hash)) FROM reads;

-- +goose Down
-- The log is not undone.
SELECT 1;
