-- +goose Up
-- Rules say by themselves what they watch, when the clock ends, and whom each rung of the ladder tells. What the first rules
-- said by their codes is written out; an offset that an admin has changed stays.
ALTER TABLE reminder_rules ADD COLUMN watches text NOT NULL DEFAULT '';
ALTER TABLE reminder_rules ADD COLUMN months integer NOT NULL DEFAULT 0;
ALTER TABLE reminder_rules ADD COLUMN ladder text NOT NULL DEFAULT '[]';
ALTER TABLE reminder_rules ADD COLUMN wording text NOT NULL DEFAULT '[]';
UPDATE reminder_rules SET watches = CASE code WHEN 'activity_stale' THEN 'activity_news' WHEN 'need_unmatched' THEN 'need_unmatched' ELSE 'milestone' END;
UPDATE reminder_rules SET ladder = COALESCE((SELECT jsonb_agg(jsonb_build_object('offset', o.n, 'to', jsonb_build_array(
  CASE WHEN o.n >= 14 AND code = 'milestone_overdue' THEN 'coordinator' ELSE 'responsible' END)) ORDER BY o.n)::text
  FROM (SELECT value::int AS n FROM jsonb_array_elements_text(offsets::jsonb)) o), '[]') WHERE watches = 'milestone';
-- What counted periods of silence is counted by the ladder now; what was told is not told again.
UPDATE reminders SET occasion = REPLACE(REPLACE(REPLACE(occasion, '/1', '+0'), '/2', CASE rule WHEN 'activity_stale' THEN '+10' ELSE '+20' END), '/3', '+60')
  WHERE rule IN ('activity_stale', 'need_unmatched');
UPDATE reminder_rules SET ladder = '[{"offset":0,"to":["responsible"]},{"offset":10,"to":["manager"]}]' WHERE watches = 'activity_news';
UPDATE reminder_rules SET ladder = '[{"offset":0,"to":["manager"]},{"offset":20,"to":["manager"]}]' WHERE watches = 'need_unmatched';
ALTER TABLE reminder_rules DROP COLUMN offsets;

-- How somebody wants to be written to, and whether mail reaches them.
CREATE TABLE mailboxes (
  id uuid PRIMARY KEY, version integer NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
  email text NOT NULL UNIQUE, no_courtesy boolean NOT NULL, morning integer NOT NULL,
  away_from date, away_until date, deputy_email text NOT NULL,
  organisation_id uuid REFERENCES organisations (id), user_id uuid REFERENCES users (id),
  bounced_at timestamptz, bounce text NOT NULL
);
CREATE INDEX mailboxes_organisation ON mailboxes (organisation_id, id);

-- A reminder waits (due), is held back (snoozed), went with a mail (mailed) or was not needed any more (dropped).
ALTER TABLE reminders ALTER COLUMN outbox_id DROP NOT NULL;
ALTER TABLE reminders ADD COLUMN state text NOT NULL DEFAULT 'mailed';
ALTER TABLE reminders ADD COLUMN since date;
ALTER TABLE reminders ADD COLUMN rung integer NOT NULL DEFAULT 0;
ALTER TABLE reminders ADD COLUMN role text NOT NULL DEFAULT '';
ALTER TABLE reminders ADD COLUMN at_once boolean NOT NULL DEFAULT FALSE;
ALTER TABLE reminders ADD COLUMN courtesy boolean NOT NULL DEFAULT FALSE;
ALTER TABLE reminders ADD COLUMN told_before text NOT NULL DEFAULT '';
ALTER TABLE reminders ADD COLUMN held_until date;
ALTER TABLE reminders ADD COLUMN why text NOT NULL DEFAULT '';
CREATE INDEX reminders_due ON reminders (recipient, id) WHERE state = 'due';
CREATE INDEX reminders_snoozed ON reminders (held_until, id) WHERE state = 'snoozed';

-- A mail that bundles reminders is one a person a local day: its key says which.
ALTER TABLE outbox ADD COLUMN digest_key text;
ALTER TABLE outbox ADD COLUMN language text NOT NULL DEFAULT 'en';
ALTER TABLE outbox ADD COLUMN unsubscribe text NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN unsure boolean NOT NULL DEFAULT FALSE;
CREATE UNIQUE INDEX outbox_digest ON outbox (digest_key);
CREATE INDEX outbox_unsent ON outbox (recipient) WHERE status IN ('waiting', 'retrying');

-- Somebody holds back what concerns one object until a day, and says why.
CREATE TABLE snoozes (
  id uuid PRIMARY KEY, created_at timestamptz NOT NULL, subject_id uuid NOT NULL, recipient text NOT NULL, until date NOT NULL,
  reason text NOT NULL, actor_id uuid, actor_name text NOT NULL
);
CREATE INDEX snoozes_subject ON snoozes (subject_id, recipient, until);

-- A clock of one object that was given another end, or was met.
CREATE TABLE clocks (
  id uuid PRIMARY KEY, version integer NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
  watches text NOT NULL, subject_type text NOT NULL, subject_id uuid NOT NULL, due_on date, met_on date, reason text NOT NULL,
  actor_id uuid, actor_name text NOT NULL, UNIQUE (subject_id, watches)
);

-- What a donor's agreement asks for: a report that covers the time up to a day, by another day.
CREATE TABLE report_deadlines (
  id uuid PRIMARY KEY, version integer NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
  organisation_id uuid NOT NULL REFERENCES organisations (id), agreement text NOT NULL, covers_to date NOT NULL, due_on date NOT NULL, note text NOT NULL,
  UNIQUE (organisation_id, agreement, covers_to)
);
CREATE INDEX report_deadlines_due ON report_deadlines (due_on, id);

-- What a scan looks for: what is open, by when it is due.
CREATE INDEX milestones_open ON milestones (due_on, id) WHERE status = 'planned';
CREATE INDEX referred_steps ON steps (subject_id, on_date) WHERE to_status = 'referred' AND NOT proposed;

-- +goose Down
DROP INDEX referred_steps;
DROP INDEX milestones_open;
DROP TABLE report_deadlines;
DROP TABLE clocks;
DROP TABLE snoozes;
DROP INDEX outbox_unsent;
DROP INDEX outbox_digest;
ALTER TABLE outbox DROP COLUMN unsure, DROP COLUMN unsubscribe, DROP COLUMN language, DROP COLUMN digest_key;
DROP INDEX reminders_snoozed;
DROP INDEX reminders_due;
DELETE FROM reminders WHERE outbox_id IS NULL;
ALTER TABLE reminders DROP COLUMN why, DROP COLUMN held_until, DROP COLUMN told_before, DROP COLUMN courtesy, DROP COLUMN at_once,
  DROP COLUMN role, DROP COLUMN rung, DROP COLUMN since, DROP COLUMN state;
ALTER TABLE reminders ALTER COLUMN outbox_id SET NOT NULL;
DROP TABLE mailboxes;
DELETE FROM reminder_rules WHERE watches NOT IN ('milestone', 'activity_news', 'need_unmatched');
ALTER TABLE reminder_rules ADD COLUMN offsets text NOT NULL DEFAULT '[]';
UPDATE reminder_rules SET offsets = COALESCE((SELECT jsonb_agg((r->>'offset')::int)::text FROM jsonb_array_elements(ladder::jsonb) r), '[]') WHERE watches = 'milestone';
ALTER TABLE reminder_rules DROP COLUMN wording, DROP COLUMN ladder, DROP COLUMN months, DROP COLUMN watches;
