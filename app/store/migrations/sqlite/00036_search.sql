-- +goose Up
-- The words by which missions, projects, organisations and reports are found, as the program writes them; it fills those of old rows.
ALTER TABLE missions ADD COLUMN open_terms text;
ALTER TABLE missions ADD COLUMN other_terms text;
CREATE INDEX missions_unfolded ON missions (id) WHERE open_terms IS NULL;
ALTER TABLE projects ADD COLUMN open_terms text;
ALTER TABLE projects ADD COLUMN other_terms text;
CREATE INDEX projects_unfolded ON projects (id) WHERE open_terms IS NULL;
ALTER TABLE organisations ADD COLUMN open_terms text;
ALTER TABLE organisations ADD COLUMN other_terms text;
CREATE INDEX organisations_unfolded ON organisations (id) WHERE open_terms IS NULL;
ALTER TABLE reports ADD COLUMN open_terms text;
ALTER TABLE reports ADD COLUMN other_terms text;
CREATE INDEX reports_unfolded ON reports (id) WHERE open_terms IS NULL;

-- +goose Down
DROP INDEX reports_unfolded;
ALTER TABLE reports DROP COLUMN other_terms;
ALTER TABLE reports DROP COLUMN open_terms;
DROP INDEX organisations_unfolded;
ALTER TABLE organisations DROP COLUMN other_terms;
ALTER TABLE organisations DROP COLUMN open_terms;
DROP INDEX projects_unfolded;
ALTER TABLE projects DROP COLUMN other_terms;
ALTER TABLE projects DROP COLUMN open_terms;
DROP INDEX missions_unfolded;
ALTER TABLE missions DROP COLUMN other_terms;
ALTER TABLE missions DROP COLUMN open_terms;
