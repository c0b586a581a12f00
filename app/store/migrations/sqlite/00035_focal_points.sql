-- +goose Up
-- An activity has a focal point, a contact of its lead partner. Milestones for which another date is asked are found by theirs.
ALTER TABLE activities ADD COLUMN contact_id text REFERENCES contacts (id);
CREATE INDEX milestones_asked ON milestones (due_on, id) WHERE proposed_on IS NOT NULL;

-- +goose Down
DROP INDEX milestones_asked;
ALTER TABLE activities DROP COLUMN contact_id;
