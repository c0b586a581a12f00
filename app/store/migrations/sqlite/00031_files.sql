-- +goose Up
-- Files that were uploaded, whose bytes are kept outside the database, and which objects have documents that name them.
CREATE TABLE files (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  name text NOT NULL, media_type text NOT NULL, bytes integer NOT NULL, sha256 text NOT NULL, state text NOT NULL,
  author_id text REFERENCES users (id), organisation_id text REFERENCES organisations (id)
);
CREATE INDEX files_author ON files (author_id, organisation_id, id);
CREATE INDEX files_updated ON files (updated_at, id);
CREATE INDEX files_created ON files (created_at);
CREATE INDEX files_state ON files (state, id);
CREATE TABLE file_uses (
  subject_id text NOT NULL, subject_type text NOT NULL, file_id text NOT NULL REFERENCES files (id),
  PRIMARY KEY (subject_id, file_id)
);
CREATE INDEX file_uses_file ON file_uses (file_id, subject_type);
ALTER TABLE activities ADD COLUMN documents text NOT NULL DEFAULT '[]';
ALTER TABLE comments ADD COLUMN documents text NOT NULL DEFAULT '[]';

-- +goose Down
ALTER TABLE comments DROP COLUMN documents;
ALTER TABLE activities DROP COLUMN documents;
DROP TABLE file_uses;
DROP TABLE files;
