-- +goose Up
-- Working calendars: a State's or an organisation's weekend, and the dated days that are unlike it.
CREATE TABLE calendars (
  id uuid PRIMARY KEY, version integer NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
  country_code text NOT NULL, organisation_id uuid REFERENCES organisations (id), time_zone text NOT NULL, weekend text NOT NULL,
  source text NOT NULL, note text NOT NULL
);
CREATE UNIQUE INDEX calendars_country ON calendars (country_code) WHERE country_code <> '';
CREATE UNIQUE INDEX calendars_organisation ON calendars (organisation_id);
CREATE TABLE calendar_days (
  calendar_id uuid NOT NULL REFERENCES calendars (id), on_date date NOT NULL, working boolean NOT NULL, name text NOT NULL, source text NOT NULL,
  PRIMARY KEY (calendar_id, on_date)
);

-- What States were asked for, and what they answered.
CREATE TABLE consent_requests (
  id uuid PRIMARY KEY, version integer NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
  subject_type text NOT NULL, subject_id uuid NOT NULL, extent text NOT NULL, audience text NOT NULL, procedure text NOT NULL,
  silence_days integer NOT NULL, instrument text NOT NULL, expires_at timestamptz, note text NOT NULL,
  country_code text NOT NULL REFERENCES countries (code), status text NOT NULL, asked_by_name text NOT NULL, takes_effect_at timestamptz,
  answered_at timestamptz, answered_by uuid, answered_by_name text NOT NULL, answer_reason text NOT NULL, consent_id uuid
);
CREATE UNIQUE INDEX consent_requests_open ON consent_requests (subject_id, audience) WHERE status = 'asked';
CREATE INDEX consent_requests_subject ON consent_requests (subject_id, id);
CREATE INDEX consent_requests_country ON consent_requests (country_code, id);

-- The ledger: who gave and ended an entry, and silence procedures. Running ones are few.
ALTER TABLE consents ADD COLUMN request_id uuid;
ALTER TABLE consents ADD COLUMN silence_days integer NOT NULL DEFAULT 0;
ALTER TABLE consents ADD COLUMN given_by_name text NOT NULL DEFAULT '';
ALTER TABLE consents ADD COLUMN objected_at timestamptz;
ALTER TABLE consents ADD COLUMN objection_reason text NOT NULL DEFAULT '';
ALTER TABLE consents ADD COLUMN ended_by uuid;
ALTER TABLE consents ADD COLUMN ended_by_name text NOT NULL DEFAULT '';
CREATE INDEX consents_silence ON consents (country_code, effective_from) WHERE silence_days > 0;

-- An entry's terms never change, and none goes away: whatever program writes here.
-- +goose StatementBegin
CREATE FUNCTION keep_consents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR new.subject_type IS DISTINCT FROM old.subject_type OR new.subject_id IS DISTINCT FROM old.subject_id OR new.extent IS DISTINCT FROM old.extent OR new.audience IS DISTINCT FROM old.audience OR new.instrument IS DISTINCT FROM old.instrument OR new.given_on IS DISTINCT FROM old.given_on OR new.expires_at IS DISTINCT FROM old.expires_at OR new.note IS DISTINCT FROM old.note OR new.country_code IS DISTINCT FROM old.country_code OR new.request_id IS DISTINCT FROM old.request_id OR new.silence_days IS DISTINCT FROM old.silence_days OR new.given_by IS DISTINCT FROM old.given_by OR new.given_by_name IS DISTINCT FROM old.given_by_name OR new.created_at IS DISTINCT FROM old.created_at
    OR (old.silence_days = 0 AND new.effective_from IS DISTINCT FROM old.effective_from)
    OR (old.withdrawn_at IS NOT NULL AND new.withdrawn_at IS DISTINCT FROM old.withdrawn_at)
    OR (old.objected_at IS NOT NULL AND new.objected_at IS DISTINCT FROM old.objected_at) THEN
    RAISE EXCEPTION 'the ledger of consent is only added to';
  END IF;
  RETURN new;
END $$;
-- +goose StatementEnd
CREATE TRIGGER keep_consents BEFORE UPDATE OR DELETE ON consents FOR EACH ROW EXECUTE FUNCTION keep_consents();

-- +goose Down
DROP TRIGGER keep_consents ON consents;
DROP FUNCTION keep_consents;
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
