-- +goose Up
-- Reads stand in a table of their own, in lanes of their own: a lane belongs to one month, so that a month can be dropped and the rest of
-- the log still be proved (docs/decisions/0004-the-log-in-lanes.md). Reads of before stay where they were sealed. "after" is packed
-- (chain.pack): the ids in it as binary.
CREATE TABLE reads (
  part text NOT NULL, id uuid NOT NULL, created_at timestamptz NOT NULL, action text NOT NULL, actor_id uuid, actor_name text NOT NULL,
  actor_role text NOT NULL, organisation_id uuid, subject_type text NOT NULL, subject_id uuid, request_id text NOT NULL, reason text NOT NULL,
  after bytea NOT NULL, lane integer NOT NULL, seq bigint NOT NULL, prev_hash bytea NOT NULL, hash bytea NOT NULL,
  PRIMARY KEY (id, part), UNIQUE (lane, seq, part)
) PARTITION BY LIST (part);
CREATE INDEX reads_actor ON reads (actor_id, id);
CREATE INDEX reads_created ON reads USING brin (created_at);

-- The objects that a read names, alone or among others.
CREATE TABLE read_subjects (subject_id uuid NOT NULL, read_id uuid NOT NULL, part text NOT NULL) PARTITION BY LIST (part);
CREATE INDEX read_subjects_subject ON read_subjects (subject_id, read_id);

CREATE TRIGGER reads_stand BEFORE UPDATE OR DELETE ON reads FOR EACH ROW EXECUTE FUNCTION only_added_to();
CREATE TRIGGER reads_stay BEFORE TRUNCATE ON reads FOR EACH STATEMENT EXECUTE FUNCTION only_added_to();

-- Makes a month's part of both. It is attached, and not made as a part, since that would wait for whoever reads the log.
-- +goose StatementBegin
CREATE FUNCTION make_reads_part(month text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  of text;
  made text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('make_reads_part'));
  FOREACH of IN ARRAY ARRAY['reads', 'read_subjects'] LOOP
    made := of || '_' || replace(month, '-', '_');
    IF to_regclass(made) IS NULL THEN
      EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', made, of);
      EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES IN (%L)', of, made, month);
      IF of = 'reads' THEN
        EXECUTE format('CREATE TRIGGER reads_stay BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION only_added_to()', made);
      END IF;
    END IF;
  END LOOP;
END $$;
-- +goose StatementEnd

-- A lane of reads names its month, and when that was dropped; it keeps its head, the closing hash.
ALTER TABLE chain_heads ADD COLUMN part text NOT NULL DEFAULT '';
ALTER TABLE chain_heads ADD COLUMN dropped_at timestamptz;
DROP TRIGGER chain_heads_grow ON chain_heads;
CREATE TRIGGER chain_heads_grow BEFORE UPDATE ON chain_heads FOR EACH ROW WHEN (NEW.lane <> OLD.lane OR NEW.part <> OLD.part OR OLD.dropped_at IS NOT NULL
  OR NEW.seq <= OLD.seq AND (NEW.dropped_at IS NULL OR NEW.part = '' OR NEW.seq <> OLD.seq OR NEW.hash <> OLD.hash)) EXECUTE FUNCTION only_added_to();

-- The whole log.
CREATE VIEW log AS
  SELECT id, created_at, kind, action, actor_id, actor_name, actor_role, organisation_id, subject_type, subject_id, request_id, reason, before, after,
    CAST(NULL AS bytea) AS packed, lane, seq, prev_hash, hash FROM changes
  UNION ALL
  SELECT id, created_at, 'read', action, actor_id, actor_name, actor_role, organisation_id, subject_type, subject_id, request_id, reason, '', '',
    after, lane, seq, encode(prev_hash, 'hex'), encode(hash, 'hex') FROM reads;

-- +goose Down
-- The log is not undone.
SELECT 1;
