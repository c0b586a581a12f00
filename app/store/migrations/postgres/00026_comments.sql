-- +goose Up
-- What people say about objects, and whom they address by it. An installation that has rules gets the one for new comments.
CREATE TABLE comments (
  id uuid PRIMARY KEY, version integer NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
  subject_type text NOT NULL, subject_id uuid NOT NULL, audience text NOT NULL, body text NOT NULL,
  corrects_id uuid REFERENCES comments (id), on_date date NOT NULL,
  author_id uuid REFERENCES users (id), author_name text NOT NULL, author_role text NOT NULL,
  organisation_id uuid REFERENCES organisations (id), open_terms text, other_terms text
);
CREATE INDEX comments_subject ON comments (subject_id, id);
CREATE INDEX comments_audience ON comments (audience, id);
CREATE INDEX comments_author ON comments (author_id, id);
CREATE INDEX comments_new ON comments (on_date, id);
CREATE INDEX comments_updated ON comments (updated_at, id);
CREATE UNIQUE INDEX comments_corrects ON comments (corrects_id);
CREATE INDEX comments_unfolded ON comments (id) WHERE open_terms IS NULL;
ALTER TABLE comments ADD COLUMN words tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(coalesce(open_terms, '') || ' ' || coalesce(other_terms, '')), ' '))) STORED;
CREATE INDEX comments_words ON comments USING gin (words);
CREATE TABLE comment_addressees (
  comment_id uuid NOT NULL REFERENCES comments (id), role text NOT NULL, organisation_id uuid REFERENCES organisations (id),
  country_code text NOT NULL DEFAULT '', user_id uuid REFERENCES users (id)
);
CREATE INDEX comment_addressees_comment ON comment_addressees (comment_id);
INSERT INTO reminder_rules (id, version, created_at, updated_at, code, name, active, watches, days, months, ladder, wording)
  SELECT '01939f00-0000-7000-8000-000000000025', 1, now(), now(), 'comment', 'A comment was made', TRUE, 'comment', 0, 0,
    '[{"offset":0,"to":["responsible"]}]', '[]' WHERE EXISTS (SELECT 1 FROM reminder_rules)
    AND NOT EXISTS (SELECT 1 FROM reminder_rules WHERE code = 'comment');

-- +goose Down
DELETE FROM reminder_rules WHERE watches = 'comment';
DROP TABLE comment_addressees;
DROP TABLE comments;
