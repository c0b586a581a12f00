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

-- What States were asked for, and what they answered.
CREATE TABLE consent_requests (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  subject_type text NOT NULL, subject_id text NOT NULL, extent text NOT NULL, audience text NOT NULL, procedure text NOT NULL,
  silence_days integer NOT NULL, instrument text NOT NULL, expires_at datetime, note text NOT NULL,
  country_code text NOT NULL REFERENCES countries (code), status text NOT NULL, asked_by_name text NOT NULL, takes_effect_at datetime,
  answered_at datetime, answered_by text, answered_by_name text NOT NULL, answer_reason text NOT NULL, consent_id text
);
CREATE UNIQUE INDEX consent_requests_open ON consent_requests (subject_id, audience) WHERE status = 'asked';
CREATE INDEX consent_requests_subject ON consent_requests (subject_id, id);
CREATE INDEX consent_requests_country ON consent_requests (country_code, id);

-- The ledger: who gave and ended an entry, and silence procedures. Running ones are few.
ALTER TABLE consents ADD COLUMN request_id text;
ALTER TABLE consents ADD COLUMN silence_days integer NOT NULL DEFAULT 0;
ALTER TABLE consents ADD COLUMN given_by_name text NOT NULL DEFAULT '';
ALTER TABLE consents ADD COLUMN objected_at datetime;
ALTER TABLE consents ADD COLUMN objection_reason text NOT NULL DEFAULT '';
ALTER TABLE consents ADD COLUMN ended_by text;
ALTER TABLE consents ADD COLUMN ended_by_name text NOT NULL DEFAULT '';
CREATE INDEX consents_silence ON consents (country_code, effective_from) WHERE silence_days > 0;

-- An entry's terms never change, and none goes away: whatever program writes here.
-- +goose StatementBegin
CREATE TRIGGER keep_consents_terms BEFORE UPDATE ON consents
WHEN new.subject_type IS NOT old.subject_type OR new.subject_id IS NOT old.subject_id OR new.extent IS NOT old.extent OR new.audience IS NOT old.audience OR new.instrument IS NOT old.instrument OR new.given_on IS NOT old.given_on OR new.expires_at IS NOT old.expires_at OR new.note IS NOT old.note OR new.country_code IS NOT old.country_code OR new.request_id IS NOT old.request_id OR new.silence_days IS NOT old.silence_days OR new.given_by IS NOT old.given_by OR new.given_by_name IS NOT old.given_by_name OR new.created_at IS NOT old.created_at
    OR (old.silence_days = 0 AND new.effective_from IS NOT old.effective_from)
    OR (old.withdrawn_at IS NOT NULL AND new.withdrawn_at IS NOT old.withdrawn_at)
    OR (old.objected_at IS NOT NULL AND new.objected_at IS NOT old.objected_at)
BEGIN SELECT RAISE(ABORT, 'the ledger of consent is only added to'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER keep_consents_rows BEFORE DELETE ON consents
BEGIN SELECT RAISE(ABORT, 'the ledger of consent is only added to'); END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER keep_consents_terms;
DROP TRIGGER keep_consents_rows;
DROP INDEX consents_silence;
ALTER TABLE consents DROP COLUMN request_id;
ALTER TABLE consents DROP COLUMN silence_days;
ALTER TABLE consents DROP COLUMN given_by_name;
ALTER TABLE consents DROP COLUMN objected_at;
ALTER TABLE consents DROP COLUMN objection_reason;
ALTER TABLE consents DROP COLUMN ended_by;
ALTER TABLE consents DROP COLUMN ended_by_name;
DROP TABLE consent_requests;
DROP TABLE calendar_days;
DROP TABLE calendars;
