-- +goose Up
-- What is compared, in a search or for uniqueness, is compared as models/fold writes it: the program keeps that in columns of its own.
-- Where they are NULL the program fills them after the last migration; to have them made anew, empty them.
DROP TRIGGER needs_words_insert;
DROP TRIGGER needs_words_delete;
DROP TRIGGER needs_words_update;
DROP TABLE needs_words;
ALTER TABLE needs ADD COLUMN open_terms text;
ALTER TABLE needs ADD COLUMN other_terms text;
CREATE INDEX needs_unfolded ON needs (id) WHERE open_terms IS NULL;
CREATE VIRTUAL TABLE needs_words USING fts5 (open_terms, other_terms, content='needs', content_rowid='seq', tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'");
INSERT INTO needs_words (needs_words) VALUES ('rebuild');
-- +goose StatementBegin
CREATE TRIGGER needs_words_insert AFTER INSERT ON needs BEGIN
  INSERT INTO needs_words (rowid, open_terms, other_terms) VALUES (new.seq, new.open_terms, new.other_terms);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER needs_words_delete AFTER DELETE ON needs BEGIN
  INSERT INTO needs_words (needs_words, rowid, open_terms, other_terms) VALUES ('delete', old.seq, old.open_terms, old.other_terms);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER needs_words_update AFTER UPDATE OF open_terms, other_terms ON needs
WHEN old.open_terms IS NOT new.open_terms OR old.other_terms IS NOT new.other_terms BEGIN
  INSERT INTO needs_words (needs_words, rowid, open_terms, other_terms) VALUES ('delete', old.seq, old.open_terms, old.other_terms);
  INSERT INTO needs_words (rowid, open_terms, other_terms) VALUES (new.seq, new.open_terms, new.other_terms);
END;
-- +goose StatementEnd
DROP TRIGGER findings_words_insert;
DROP TRIGGER findings_words_delete;
DROP TRIGGER findings_words_update;
DROP TABLE findings_words;
ALTER TABLE findings ADD COLUMN open_terms text;
ALTER TABLE findings ADD COLUMN other_terms text;
CREATE INDEX findings_unfolded ON findings (id) WHERE open_terms IS NULL;
CREATE VIRTUAL TABLE findings_words USING fts5 (open_terms, other_terms, content='findings', content_rowid='seq', tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'");
INSERT INTO findings_words (findings_words) VALUES ('rebuild');
-- +goose StatementBegin
CREATE TRIGGER findings_words_insert AFTER INSERT ON findings BEGIN
  INSERT INTO findings_words (rowid, open_terms, other_terms) VALUES (new.seq, new.open_terms, new.other_terms);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER findings_words_delete AFTER DELETE ON findings BEGIN
  INSERT INTO findings_words (findings_words, rowid, open_terms, other_terms) VALUES ('delete', old.seq, old.open_terms, old.other_terms);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER findings_words_update AFTER UPDATE OF open_terms, other_terms ON findings
WHEN old.open_terms IS NOT new.open_terms OR old.other_terms IS NOT new.other_terms BEGIN
  INSERT INTO findings_words (findings_words, rowid, open_terms, other_terms) VALUES ('delete', old.seq, old.open_terms, old.other_terms);
  INSERT INTO findings_words (rowid, open_terms, other_terms) VALUES (new.seq, new.open_terms, new.other_terms);
END;
-- +goose StatementEnd
DROP TRIGGER activities_words_insert;
DROP TRIGGER activities_words_delete;
DROP TRIGGER activities_words_update;
DROP TABLE activities_words;
ALTER TABLE activities ADD COLUMN open_terms text;
ALTER TABLE activities ADD COLUMN other_terms text;
CREATE INDEX activities_unfolded ON activities (id) WHERE open_terms IS NULL;
CREATE VIRTUAL TABLE activities_words USING fts5 (open_terms, other_terms, content='activities', content_rowid='seq', tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'");
INSERT INTO activities_words (activities_words) VALUES ('rebuild');
-- +goose StatementBegin
CREATE TRIGGER activities_words_insert AFTER INSERT ON activities BEGIN
  INSERT INTO activities_words (rowid, open_terms, other_terms) VALUES (new.seq, new.open_terms, new.other_terms);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER activities_words_delete AFTER DELETE ON activities BEGIN
  INSERT INTO activities_words (activities_words, rowid, open_terms, other_terms) VALUES ('delete', old.seq, old.open_terms, old.other_terms);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER activities_words_update AFTER UPDATE OF open_terms, other_terms ON activities
WHEN old.open_terms IS NOT new.open_terms OR old.other_terms IS NOT new.other_terms BEGIN
  INSERT INTO activities_words (activities_words, rowid, open_terms, other_terms) VALUES ('delete', old.seq, old.open_terms, old.other_terms);
  INSERT INTO activities_words (rowid, open_terms, other_terms) VALUES (new.seq, new.open_terms, new.other_terms);
END;
-- +goose StatementEnd
ALTER TABLE institutions ADD COLUMN name_key text;
CREATE UNIQUE INDEX institutions_name_key ON institutions (country_code, name_key);
ALTER TABLE schemes ADD COLUMN name_key text;
CREATE UNIQUE INDEX schemes_name_key ON schemes (name_key, edition);
ALTER TABLE provisions ADD COLUMN paragraph_key text;
CREATE UNIQUE INDEX provisions_paragraph_key ON provisions (instrument_id, paragraph_key);
ALTER TABLE report_deadlines ADD COLUMN agreement_key text;
CREATE UNIQUE INDEX report_deadlines_agreement_key ON report_deadlines (organisation_id, agreement_key, covers_to);

-- +goose Down
-- What was folded is not unfolded: take the backup that was made before.
SELECT 1;
