-- +goose Up
-- Working calendars: a State's or an organisation's weekend, and the dated days that are unlike it.
CREATE TABLE calendars (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  country_code text NOT NULL, organisation_id text REFERENCES organisations (id), time_zone text NOT NULL, weekend text NOT NULL,
  source text NOT NULL, note text NOT NULL
);
CREATE UNIQUE INDEX calendars_country ON calendars (country_code) WHERE country_code <> '';
CREATE UNIQUE INDEX calendars_organisation ON calendars (organisation_id);
CREATE TABLE calendar_days (
  calendar_id text NOT NULL REFERENCES calendars (id), on_date date NOT NULL, working boolean NOT NULL, name text NOT NULL, source text NOT NULL,
  PRIMARY KEY (calendar_id, on_date)
);

-- +goose Down
DROP TABLE calendar_days;
DROP TABLE calendars;
