-- +goose Up
-- Rules say by themselves what they watch, when the clock ends, and whom each rung of the ladder tells. What the first rules
-- said by their codes is written out; an offset that an admin has changed stays.
ALTER TABLE reminder_rules ADD COLUMN watches text NOT NULL DEFAULT '';
ALTER TABLE reminder_rules ADD COLUMN months integer NOT NULL DEFAULT 0;
ALTER TABLE reminder_rules ADD COLUMN ladder text NOT NULL DEFAULT '[]';
ALTER TABLE reminder_rules ADD COLUMN wording text NOT NULL DEFAULT '[]';
UPDATE reminder_rules SET watches = CASE code WHEN 'activity_stale' THEN 'activity_news' WHEN 'need_unmatched' THEN 'need_unmatched' ELSE 'milestone' END;
UPDATE reminder_rules SET ladder = (SELECT json_group_array(json_object('offset', o.value, 'to', json_array(
  CASE WHEN o.value >= 14 AND code = 'milestone_overdue' THEN 'coordinator' ELSE 'responsible' END)) ORDER BY o.value) FROM json_each(offsets) o) WHERE watches = 'milestone';
-- What counted periods of silence is counted by the ladder now; what was told is not told again.
UPDATE reminders SET occasion = REPLACE(REPLACE(REPLACE(occasion, '/1', '+0'), '/2', CASE rule WHEN 'activity_stale' THEN '+10' ELSE '+20' END), '/3', '+60')
  WHERE rule IN ('activity_stale', 'need_unmatched');
UPDATE reminder_rules SET ladder = '[{"offset":0,"to":["responsible"]},{"offset":10,"to":["manager"]}]' WHERE watches = 'activity_news';
UPDATE reminder_rules SET ladder = '[{"offset":0,"to":["manager"]},{"offset":20,"to":["manager"]}]' WHERE watches = 'need_unmatched';
ALTER TABLE reminder_rules DROP COLUMN offsets;

-- How somebody wants to be written to, and whether mail reaches them.
CREATE TABLE mailboxes (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  email text NOT NULL UNIQUE, no_courtesy boolean NOT NULL, morning integer NOT NULL,
  away_from date, away_until date, deputy_email text NOT NULL,
  organisation_id text REFERENCES organisations (id), user_id text REFERENCES users (id),
  bounced_at datetime, bounce text NOT NULL
);
CREATE INDEX mailboxes_organisation ON mailboxes (organisation_id, id);

-- A reminder waits (due), is held back (snoozed), went with a mail (mailed) or was not needed any more (dropped).
CREATE TABLE reminders_new (
  id text PRIMARY KEY, created_at datetime NOT NULL, rule text NOT NULL, subject_type text NOT NULL, subject_id text NOT NULL,
  reference text NOT NULL, occasion text NOT NULL, due_on date, recipient text NOT NULL, recipient_name text NOT NULL,
  organisation_id text, outbox_id text REFERENCES outbox (id) DEFERRABLE INITIALLY DEFERRED,
  state text NOT NULL DEFAULT 'mailed', since date, rung integer NOT NULL DEFAULT 0, role text NOT NULL DEFAULT '',
  at_once boolean NOT NULL DEFAULT FALSE, courtesy boolean NOT NULL DEFAULT FALSE, told_before text NOT NULL DEFAULT '',
  held_until date, why text NOT NULL DEFAULT '',
  UNIQUE (rule, subject_id, occasion, recipient)
);
INSERT INTO reminders_new (id, created_at, rule, subject_type, subject_id, reference, occasion, due_on, recipient, recipient_name, organisation_id, outbox_id)
  SELECT id, created_at, rule, subject_type, subject_id, reference, occasion, due_on, recipient, recipient_name, organisation_id, outbox_id FROM reminders;
DROP TABLE reminders;
ALTER TABLE reminders_new RENAME TO reminders;
CREATE INDEX reminders_organisation ON reminders (organisation_id, id);
CREATE INDEX reminders_outbox ON reminders (outbox_id);
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
  id text PRIMARY KEY, created_at datetime NOT NULL, subject_id text NOT NULL, recipient text NOT NULL, until date NOT NULL,
  reason text NOT NULL, actor_id text, actor_name text NOT NULL
);
CREATE INDEX snoozes_subject ON snoozes (subject_id, recipient, until);

-- A clock of one object that was given another end, or was met.
CREATE TABLE clocks (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  watches text NOT NULL, subject_type text NOT NULL, subject_id text NOT NULL, due_on date, met_on date, reason text NOT NULL,
  actor_id text, actor_name text NOT NULL, UNIQUE (subject_id, watches)
);

-- What a donor's agreement asks for: a report that covers the time up to a day, by another day.
CREATE TABLE report_deadlines (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  organisation_id text NOT NULL REFERENCES organisations (id), agreement text NOT NULL, covers_to date NOT NULL, due_on date NOT NULL, note text NOT NULL,
  UNIQUE (organisation_id, agreement, covers_to)
);
CREATE INDEX report_deadlines_due ON report_deadlines (due_on, id);

-- What a scan looks for: what is open, by when it is due.
CREATE INDEX milestones_open ON milestones (due_on, id) WHERE status = 'planned';
CREATE INDEX referred_steps ON steps (subject_id, on_date) WHERE to_status = 'referred' AND NOT proposed;

-- +goose Down
-- This migration is not undone on SQLite, which has one file: put a copy of it back instead.
SELECT 1;
