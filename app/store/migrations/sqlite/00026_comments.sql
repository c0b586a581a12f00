-- +goose Up
-- What people say about objects, and whom they address by it. An installation that has rules gets the one for new comments.
CREATE TABLE comments (
  seq integer PRIMARY KEY, id text NOT NULL UNIQUE, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  subject_type text NOT NULL, subject_id text NOT NULL, audience text NOT NULL, body text NOT NULL,
  corrects_id text REFERENCES comments (id), on_date date NOT NULL,
  author_id text REFERENCES users (id), author_name text NOT NULL, author_role text NOT NULL,
  organisation_id text REFERENCES organisations (id), open_terms text, other_terms text
);
CREATE INDEX comments_subject ON comments (subject_id, id);
CREATE INDEX comments_audience ON comments (audience, id);
CREATE INDEX comments_author ON comments (author_id, id);
CREATE INDEX comments_new ON comments (on_date, id);
CREATE INDEX comments_updated ON comments (updated_at, id);
CREATE UNIQUE INDEX comments_corrects ON comments (corrects_id);
CREATE INDEX comments_unfolded ON comments (id) WHERE open_terms IS NULL;
CREATE VIRTUAL TABLE comments_words USING fts5 (open_terms, other_terms, content='comments', content_rowid='seq', tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'");
-- +goose StatementBegin
CREATE TRIGGER comments_words_insert AFTER INSERT ON comments BEGIN
  INSERT INTO comments_words (rowid, open_terms, other_terms) VALUES (new.seq, new.open_terms, new.other_terms);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER comments_words_delete AFTER DELETE ON comments BEGIN
  INSERT INTO comments_words (comments_words, rowid, open_terms, other_terms) VALUES ('delete', old.seq, old.open_terms, old.other_terms);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER comments_words_update AFTER UPDATE OF open_terms, other_terms ON comments
WHEN old.open_terms IS NOT new.open_terms OR old.other_terms IS NOT new.other_terms BEGIN
  INSERT INTO comments_words (comments_words, rowid, open_terms, other_terms) VALUES ('delete', old.seq, old.open_terms, old.other_terms);
  INSERT INTO comments_words (rowid, open_terms, other_terms) VALUES (new.seq, new.open_terms, new.other_terms);
END;
-- +goose StatementEnd
CREATE TABLE comment_addressees (
  comment_id text NOT NULL REFERENCES comments (id), role text NOT NULL, organisation_id text REFERENCES organisations (id),
  country_code text NOT NULL DEFAULT '', user_id text REFERENCES users (id)
);
CREATE INDEX comment_addressees_comment ON comment_addressees (comment_id);
INSERT INTO reminder_rules (id, version, created_at, updated_at, code, name, active, watches, days, months, ladder, wording)
  SELECT '01939f00-0000-7000-8000-000000000025', 1, strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now'), strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now'), 'comment', 'A comment was made', TRUE, 'comment', 0, 0,
    '[{"offset":0,"to":["responsible"]}]', '[]' WHERE EXISTS (SELECT 1 FROM reminder_rules)
    AND NOT EXISTS (SELECT 1 FROM reminder_rules WHERE code = 'comment');

-- +goose Down
DELETE FROM reminder_rules WHERE watches = 'comment';
DROP TABLE comment_addressees;
DROP TABLE comments_words;
DROP TABLE comments;
