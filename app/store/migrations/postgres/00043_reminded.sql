-- +goose Up
-- A reminder is a person's, not an address's. Of older ones it is known where one active person alone has the address: at the organisation
-- for which they were reminded, or else with an account. What waits for nobody known is found anew by the next scan.
ALTER TABLE reminders ADD COLUMN person_id uuid REFERENCES people (id);
ALTER TABLE snoozes ADD COLUMN person_id uuid REFERENCES people (id);
UPDATE reminders SET person_id = (SELECT MIN(p.id::text)::uuid FROM people p WHERE p.email = reminders.recipient AND p.active AND
  CASE WHEN reminders.organisation_id IS NULL THEN p.role <> '' ELSE p.organisation_id = reminders.organisation_id END HAVING COUNT(*) = 1);
UPDATE snoozes SET person_id = (SELECT MIN(r.person_id::text)::uuid FROM reminders r WHERE r.subject_id = snoozes.subject_id AND r.recipient = snoozes.recipient
  HAVING COUNT(DISTINCT r.person_id) = 1);
DELETE FROM reminders WHERE person_id IS NULL AND state IN ('due', 'snoozed');
DROP INDEX reminders_due;
CREATE INDEX reminders_due ON reminders (person_id, id) WHERE state = 'due';
CREATE INDEX reminders_person ON reminders (person_id, id);
CREATE INDEX people_of_organisation ON people (organisation_id, id);

-- +goose Down
-- This migration is not undone: put a copy of the database back instead.
SELECT 1;
