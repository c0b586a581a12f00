-- +goose Up
-- In which role a person took a step. Of older ones it is known where the log has a write of the same person on the same object; of the
-- others it is not.
ALTER TABLE steps ADD COLUMN actor_role text NOT NULL DEFAULT '';
UPDATE steps SET actor_role = COALESCE((SELECT MAX(c.actor_role) FROM changes c WHERE c.subject_id = steps.subject_id AND c.actor_id = steps.actor_id
  AND c.kind = 'write' HAVING COUNT(DISTINCT c.actor_role) = 1), '');

-- +goose Down
ALTER TABLE steps DROP COLUMN actor_role;
