-- +goose Up
-- A criterion serves every edition of a scheme that keeps it, with a weight of its own in each (hundredths, which sum to
-- 10000): so its scores serve all of these editions, too.
CREATE TABLE scheme_criteria (
  scheme_id text NOT NULL REFERENCES schemes (id), criterion_id text NOT NULL REFERENCES criteria (id),
  position integer NOT NULL, weight integer NOT NULL, locked boolean NOT NULL, PRIMARY KEY (scheme_id, criterion_id)
);
CREATE INDEX scheme_criteria_criterion ON scheme_criteria (criterion_id, scheme_id);
INSERT INTO scheme_criteria (scheme_id, criterion_id, position, weight, locked) SELECT scheme_id, id, position, weight * 100, FALSE FROM criteria;
ALTER TABLE criteria DROP COLUMN weight;
ALTER TABLE criteria DROP COLUMN position;

-- Points are the priority exactly (4,000,000 is 100). The register's key begins with eight digits of them.
ALTER TABLE needs ADD COLUMN points integer;
UPDATE needs SET points = priority * 400,
  rank_key = CASE WHEN priority IS NULL THEN '99999999' ELSE CAST(14000000 - priority * 400 AS text) END || substr(rank_key, 6);

CREATE TABLE mission_assessors (
  mission_id text NOT NULL REFERENCES missions (id), user_id text NOT NULL REFERENCES users (id), PRIMARY KEY (mission_id, user_id)
);
CREATE TABLE rankings (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  reference text NOT NULL UNIQUE, mission_id text NOT NULL REFERENCES missions (id), country_code text NOT NULL REFERENCES countries (code),
  title text NOT NULL, held_on date NOT NULL, participants text NOT NULL, note text NOT NULL, top integer NOT NULL,
  scheme_id text NOT NULL REFERENCES schemes (id), status text NOT NULL, status_on date NOT NULL, agreed_on date, frozen_on date,
  proposed_by text, sha256 text NOT NULL, content text NOT NULL
);
CREATE INDEX rankings_mission ON rankings (mission_id, id);
CREATE INDEX rankings_country ON rankings (country_code, id);

-- Work that takes longer than a request: a job does it piece by piece, and goes on where it stood after a restart.
CREATE TABLE work (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  kind text NOT NULL, subject_id text, done integer NOT NULL, total integer NOT NULL, state text NOT NULL, error text NOT NULL,
  place text NOT NULL, attempts integer NOT NULL, finished_at datetime
);
CREATE INDEX work_open ON work (id) WHERE state IN ('waiting', 'running');

-- +goose Down
-- Scores that several editions share cannot be parted again: restore a backup instead.
SELECT 1;
