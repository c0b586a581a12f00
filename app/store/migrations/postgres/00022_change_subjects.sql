-- +goose Up
-- The objects that an entry of the log names among others: those of a list that was read, or that a reader was refused.
CREATE TABLE change_subjects (subject_id uuid NOT NULL, change_id uuid NOT NULL, PRIMARY KEY (subject_id, change_id));
INSERT INTO change_subjects SELECT DISTINCT j.id::uuid, c.id FROM changes c
  CROSS JOIN LATERAL jsonb_array_elements_text(CASE WHEN c.kind IN ('read', 'denied') AND c.after <> '' THEN c.after::jsonb -> 'ids' END) AS j (id)
  WHERE c.kind IN ('read', 'denied') AND j.id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
DROP INDEX changes_ids;

-- +goose Down
CREATE INDEX changes_ids ON changes USING gin ((CASE WHEN kind IN ('read', 'denied') AND after <> '' THEN after::jsonb -> 'ids' END)) WHERE kind IN ('read', 'denied');
DROP TABLE change_subjects;
