-- +goose Up
-- What a person has said of the headings of the files that they import, kept for the next one.
CREATE TABLE import_columns (
  user_id text PRIMARY KEY REFERENCES users (id), columns text NOT NULL, updated_at datetime NOT NULL
);

-- +goose Down
DROP TABLE import_columns;
