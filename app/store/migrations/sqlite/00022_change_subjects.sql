-- +goose Up
-- The objects that an entry of the log names among others: those of a list that was read, or that a reader was refused.
CREATE TABLE change_subjects (subject_id text NOT NULL, change_id text NOT NULL, PRIMARY KEY (subject_id, change_id)) WITHOUT ROWID;
INSERT INTO change_subjects SELECT DISTINCT j.value, c.id FROM changes c, json_each(CASE c.after WHEN '' THEN '{}' ELSE c.after END, '$.ids') j
  WHERE c.kind IN ('read', 'denied');

-- +goose Down
DROP TABLE change_subjects;
