-- +goose Up
-- Of two people who may be one an admin says whether they are. Those who are two are not asked about again.
CREATE TABLE people_apart (
  first_id uuid NOT NULL REFERENCES people (id), second_id uuid NOT NULL REFERENCES people (id), created_at timestamptz NOT NULL,
  PRIMARY KEY (first_id, second_id)
);
CREATE INDEX people_name ON people (organisation_id, name_key);

-- +goose Down
DROP INDEX people_name;
DROP TABLE people_apart;
