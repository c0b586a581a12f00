-- +goose Up
-- A milestone keeps its first due date, and how often that was moved. The log tells both of those there are.
ALTER TABLE milestones ADD COLUMN first_due_on date;
ALTER TABLE milestones ADD COLUMN times_moved integer NOT NULL DEFAULT 0;
UPDATE milestones SET first_due_on = COALESCE(
    (SELECT COALESCE(json_extract(CASE WHEN json_valid(c.before) THEN c.before END, '$.due_on'), json_extract(CASE WHEN json_valid(c.after) THEN c.after END, '$.due_on')) FROM changes c WHERE c.subject_type = 'milestone' AND c.subject_id = milestones.id
      AND c.action IN ('milestone.create', 'milestone.update', 'milestone.report') AND COALESCE(json_extract(CASE WHEN json_valid(c.before) THEN c.before END, '$.due_on'), json_extract(CASE WHEN json_valid(c.after) THEN c.after END, '$.due_on')) IS NOT NULL ORDER BY c.id LIMIT 1), due_on),
  times_moved = (SELECT COUNT(*) FROM changes c WHERE c.subject_type = 'milestone' AND c.subject_id = milestones.id
    AND c.action IN ('milestone.update', 'milestone.report') AND json_extract(CASE WHEN json_valid(c.before) THEN c.before END, '$.due_on') <> json_extract(CASE WHEN json_valid(c.after) THEN c.after END, '$.due_on'));

-- +goose Down
ALTER TABLE milestones DROP COLUMN times_moved;
ALTER TABLE milestones DROP COLUMN first_due_on;
