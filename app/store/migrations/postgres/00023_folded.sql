-- +goose Up
-- What is compared, in a search or for uniqueness, is compared as models/fold writes it: the program keeps that in columns of its own.
-- Where they are NULL the program fills them after the last migration; to have them made anew, empty them.
ALTER TABLE needs DROP COLUMN words, DROP COLUMN open_words, ADD COLUMN open_terms text, ADD COLUMN other_terms text;
ALTER TABLE needs ADD COLUMN words tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(coalesce(open_terms, '') || ' ' || coalesce(other_terms, '')), ' '))) STORED;
ALTER TABLE needs ADD COLUMN open_words tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(coalesce(open_terms, ''), ' '))) STORED;
CREATE INDEX needs_words ON needs USING gin (words);
CREATE INDEX needs_unfolded ON needs (id) WHERE open_terms IS NULL;
ALTER TABLE findings DROP COLUMN words, DROP COLUMN open_words, ADD COLUMN open_terms text, ADD COLUMN other_terms text;
ALTER TABLE findings ADD COLUMN words tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(coalesce(open_terms, '') || ' ' || coalesce(other_terms, '')), ' '))) STORED;
ALTER TABLE findings ADD COLUMN open_words tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(coalesce(open_terms, ''), ' '))) STORED;
CREATE INDEX findings_words ON findings USING gin (words);
CREATE INDEX findings_unfolded ON findings (id) WHERE open_terms IS NULL;
ALTER TABLE activities DROP COLUMN words, ADD COLUMN open_terms text, ADD COLUMN other_terms text;
ALTER TABLE activities ADD COLUMN words tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(coalesce(open_terms, '') || ' ' || coalesce(other_terms, '')), ' '))) STORED;
CREATE INDEX activities_words ON activities USING gin (words);
CREATE INDEX activities_unfolded ON activities (id) WHERE open_terms IS NULL;
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
