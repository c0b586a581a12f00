-- +goose Up
-- Every noun carries: id (UUIDv7), version (the ETag), created_at and updated_at (UTC instants).
-- The three searched tables have an integer key of their own (seq): a rowid that VACUUM may renumber would break their index.
-- Money is minor units beside an ISO 4217 code; '' means no amount. Reference data is joined by its code.

CREATE TABLE countries (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  code text NOT NULL UNIQUE, region text NOT NULL, time_zone text NOT NULL, note text NOT NULL
);
CREATE TABLE organisations (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  code text NOT NULL UNIQUE, name text NOT NULL, kind text NOT NULL, iati_identifier text NOT NULL,
  country_code text NOT NULL, listed boolean NOT NULL, note text NOT NULL
);
CREATE INDEX organisations_name ON organisations (name, id);
CREATE TABLE contacts (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  organisation_id text NOT NULL REFERENCES organisations (id), name text NOT NULL, email text NOT NULL,
  duty text NOT NULL, language text NOT NULL, time_zone text NOT NULL, active boolean NOT NULL,
  UNIQUE (organisation_id, email)
);
CREATE TABLE users (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  name text NOT NULL, email text NOT NULL UNIQUE, role text NOT NULL,
  organisation_id text REFERENCES organisations (id), country_code text NOT NULL,
  language text NOT NULL, time_zone text NOT NULL, active boolean NOT NULL
);
CREATE INDEX users_country ON users (country_code, role);
CREATE TABLE tokens (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  user_id text NOT NULL REFERENCES users (id), name text NOT NULL, scope text NOT NULL, expires_at datetime NOT NULL,
  hash blob NOT NULL UNIQUE, prefix text NOT NULL, revoked_at datetime, last_used_at datetime
);
CREATE INDEX tokens_user ON tokens (user_id, id);

CREATE TABLE themes (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  code text NOT NULL UNIQUE, name text NOT NULL, sector text NOT NULL, marker boolean NOT NULL, position integer NOT NULL
);
CREATE TABLE instruments (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  code text NOT NULL UNIQUE, title text NOT NULL, year integer NOT NULL, binding boolean NOT NULL,
  url text NOT NULL, source text NOT NULL
);
CREATE TABLE provisions (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  instrument_id text NOT NULL REFERENCES instruments (id), paragraph text NOT NULL, summary text NOT NULL,
  UNIQUE (instrument_id, paragraph)
);
CREATE TABLE ratings (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  code text NOT NULL UNIQUE, label text NOT NULL, position integer NOT NULL, note text NOT NULL
);
CREATE TABLE institutions (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  country_code text NOT NULL REFERENCES countries (code), name text NOT NULL, local_name text NOT NULL,
  UNIQUE (country_code, name)
);
CREATE TABLE rates (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  currency text NOT NULL, on_date date NOT NULL, usd_per_unit text NOT NULL, source text NOT NULL,
  UNIQUE (currency, on_date)
);

-- Assessment
CREATE TABLE missions (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  reference text NOT NULL UNIQUE, country_code text NOT NULL REFERENCES countries (code), title text NOT NULL,
  modality text NOT NULL, lead_organisation_id text NOT NULL REFERENCES organisations (id),
  releasable_summary text NOT NULL, documents text NOT NULL, source_note text NOT NULL,
  status text NOT NULL, status_on date NOT NULL, draft_sent_on date, report_sent_on date,
  starts_on date NOT NULL, ends_on date NOT NULL
);
CREATE INDEX missions_country ON missions (country_code, starts_on, id);
CREATE TABLE mission_parts (
  mission_id text NOT NULL REFERENCES missions (id), position integer NOT NULL,
  starts_on date NOT NULL, ends_on date NOT NULL, place text NOT NULL, PRIMARY KEY (mission_id, position)
);
CREATE TABLE mission_sessions (
  id text PRIMARY KEY, mission_id text NOT NULL REFERENCES missions (id), position integer NOT NULL,
  on_date date NOT NULL, title text NOT NULL, institution_ids text NOT NULL
);
CREATE INDEX mission_sessions_mission ON mission_sessions (mission_id, position);
CREATE TABLE mission_participants (
  mission_id text NOT NULL REFERENCES missions (id), organisation_id text NOT NULL REFERENCES organisations (id),
  PRIMARY KEY (mission_id, organisation_id)
);
CREATE TABLE mission_institutions (
  mission_id text NOT NULL REFERENCES missions (id), institution_id text NOT NULL REFERENCES institutions (id),
  PRIMARY KEY (mission_id, institution_id)
);
CREATE TABLE findings (
  seq integer PRIMARY KEY, id text NOT NULL UNIQUE, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  reference text NOT NULL UNIQUE, country_code text NOT NULL REFERENCES countries (code),
  mission_id text NOT NULL REFERENCES missions (id), session_id text,
  dimension text NOT NULL, kind text NOT NULL, text text NOT NULL, evidence text NOT NULL,
  rating_code text NOT NULL, releasable_summary text NOT NULL
);
CREATE INDEX findings_mission ON findings (mission_id, reference, id);
CREATE INDEX findings_country ON findings (country_code, reference, id);
CREATE TABLE finding_provisions (
  finding_id text NOT NULL REFERENCES findings (id), provision_id text NOT NULL REFERENCES provisions (id),
  PRIMARY KEY (finding_id, provision_id)
);
CREATE INDEX finding_provisions_provision ON finding_provisions (provision_id, finding_id);
CREATE TABLE needs (
  seq integer PRIMARY KEY, id text NOT NULL UNIQUE, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  reference text NOT NULL UNIQUE, country_code text NOT NULL REFERENCES countries (code),
  mission_id text NOT NULL REFERENCES missions (id), title text NOT NULL, description text NOT NULL,
  releasable_summary text NOT NULL, level text NOT NULL, kind text NOT NULL,
  estimated_cost_minor integer NOT NULL, estimated_cost_currency text NOT NULL, wanted_by date,
  owner_id text REFERENCES users (id), status text NOT NULL, status_on date NOT NULL,
  proposed_status text NOT NULL, proposed_by text NOT NULL, confirmed_on date,
  priority integer, rank_key text NOT NULL
);
CREATE INDEX needs_register ON needs (country_code, status, rank_key, id);
CREATE INDEX needs_country ON needs (country_code, rank_key, id, status);
CREATE INDEX needs_rank ON needs (rank_key, id);
CREATE INDEX needs_status ON needs (status, status_on, id);
CREATE INDEX needs_mission ON needs (mission_id, rank_key, id);
CREATE TABLE need_themes (
  need_id text NOT NULL REFERENCES needs (id), theme_code text NOT NULL REFERENCES themes (code),
  PRIMARY KEY (need_id, theme_code)
);
CREATE INDEX need_themes_theme ON need_themes (theme_code, need_id);
CREATE TABLE need_findings (
  need_id text NOT NULL REFERENCES needs (id), finding_id text NOT NULL REFERENCES findings (id),
  PRIMARY KEY (need_id, finding_id)
);
CREATE INDEX need_findings_finding ON need_findings (finding_id, need_id);
CREATE TABLE need_institutions (
  need_id text NOT NULL REFERENCES needs (id), institution_id text NOT NULL REFERENCES institutions (id),
  PRIMARY KEY (need_id, institution_id)
);
CREATE TABLE steps (
  id text PRIMARY KEY, subject_type text NOT NULL, subject_id text NOT NULL, from_status text NOT NULL, to_status text NOT NULL,
  on_date date NOT NULL, proposed boolean NOT NULL, reason text NOT NULL,
  actor_id text, actor_name text NOT NULL, created_at datetime NOT NULL
);
CREATE INDEX steps_subject ON steps (subject_id, id);
CREATE TABLE referrals (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  need_id text NOT NULL REFERENCES needs (id), organisation_id text NOT NULL REFERENCES organisations (id),
  purpose text NOT NULL, status text NOT NULL, status_on date NOT NULL, note text NOT NULL, answer_reason text NOT NULL,
  UNIQUE (need_id, organisation_id, purpose)
);
CREATE INDEX referrals_organisation ON referrals (organisation_id, id);
CREATE TABLE schemes (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  name text NOT NULL, edition integer NOT NULL, current boolean NOT NULL, used boolean NOT NULL, UNIQUE (name, edition)
);
CREATE UNIQUE INDEX schemes_current ON schemes (current) WHERE current;
CREATE TABLE criteria (
  id text PRIMARY KEY, scheme_id text NOT NULL REFERENCES schemes (id), position integer NOT NULL, code text NOT NULL,
  name text NOT NULL, weight integer NOT NULL, direction text NOT NULL, scale text NOT NULL, UNIQUE (scheme_id, code)
);
CREATE TABLE scores (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  need_id text NOT NULL REFERENCES needs (id), criterion_id text NOT NULL REFERENCES criteria (id),
  assessor_id text NOT NULL REFERENCES users (id), value integer NOT NULL CHECK (value BETWEEN 1 AND 5), reason text NOT NULL,
  UNIQUE (need_id, criterion_id, assessor_id)
);

-- Portfolio
CREATE TABLE offers (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  reference text NOT NULL UNIQUE, organisation_id text NOT NULL REFERENCES organisations (id), purpose text NOT NULL,
  title text NOT NULL, description text NOT NULL, levels text NOT NULL, kinds text NOT NULL, languages text NOT NULL,
  starts_on date, ends_on date, capacity text NOT NULL, envelope_minor integer NOT NULL, envelope_currency text NOT NULL,
  status text NOT NULL, status_on date NOT NULL
);
CREATE INDEX offers_organisation ON offers (organisation_id, id);
CREATE TABLE offer_themes (
  offer_id text NOT NULL REFERENCES offers (id), theme_code text NOT NULL REFERENCES themes (code), PRIMARY KEY (offer_id, theme_code)
);
CREATE TABLE offer_countries (
  offer_id text NOT NULL REFERENCES offers (id), country_code text NOT NULL REFERENCES countries (code), PRIMARY KEY (offer_id, country_code)
);
CREATE TABLE projects (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  reference text NOT NULL UNIQUE, title text NOT NULL, description text NOT NULL,
  lead_organisation_id text NOT NULL REFERENCES organisations (id), starts_on date NOT NULL, ends_on date NOT NULL,
  budget_minor integer NOT NULL, budget_currency text NOT NULL, reporting_months integer NOT NULL,
  status text NOT NULL, status_on date NOT NULL, last_update_on date
);
CREATE INDEX projects_lead ON projects (lead_organisation_id, reference, id);
CREATE INDEX projects_status ON projects (status, reference, id);
CREATE TABLE project_countries (
  project_id text NOT NULL REFERENCES projects (id), country_code text NOT NULL REFERENCES countries (code), PRIMARY KEY (project_id, country_code)
);
CREATE INDEX project_countries_country ON project_countries (country_code, project_id);
CREATE TABLE activities (
  seq integer PRIMARY KEY, id text NOT NULL UNIQUE, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  reference text NOT NULL UNIQUE, project_id text NOT NULL REFERENCES projects (id), title text NOT NULL, description text NOT NULL,
  country_code text NOT NULL REFERENCES countries (code), planned_start date NOT NULL, planned_end date NOT NULL,
  health text NOT NULL, progress integer NOT NULL, status text NOT NULL, status_on date NOT NULL,
  actual_start date, actual_end date, last_update_on date
);
CREATE INDEX activities_project ON activities (project_id, reference, id);
CREATE INDEX activities_country ON activities (country_code, reference, id);
CREATE INDEX activities_status ON activities (status, reference, id);
CREATE INDEX activities_planned_end ON activities (planned_end, id);
CREATE TABLE activity_themes (
  activity_id text NOT NULL REFERENCES activities (id), theme_code text NOT NULL REFERENCES themes (code), PRIMARY KEY (activity_id, theme_code)
);
CREATE INDEX activity_themes_theme ON activity_themes (theme_code, activity_id);
CREATE TABLE activity_partners (
  activity_id text NOT NULL REFERENCES activities (id), organisation_id text NOT NULL REFERENCES organisations (id),
  partner_role text NOT NULL, position integer NOT NULL, PRIMARY KEY (activity_id, organisation_id)
);
CREATE INDEX activity_partners_organisation ON activity_partners (organisation_id, activity_id);
CREATE TABLE activity_needs (
  activity_id text NOT NULL REFERENCES activities (id), need_id text NOT NULL REFERENCES needs (id), share integer NOT NULL,
  PRIMARY KEY (activity_id, need_id)
);
CREATE INDEX activity_needs_need ON activity_needs (need_id, activity_id);
CREATE TABLE activity_institutions (
  activity_id text NOT NULL REFERENCES activities (id), institution_id text NOT NULL REFERENCES institutions (id), PRIMARY KEY (activity_id, institution_id)
);
CREATE INDEX activity_institutions_institution ON activity_institutions (institution_id, activity_id);
CREATE TABLE milestones (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  reference text NOT NULL UNIQUE, activity_id text NOT NULL REFERENCES activities (id), title text NOT NULL, due_on date NOT NULL,
  weight integer NOT NULL, organisation_id text NOT NULL REFERENCES organisations (id), contact_id text REFERENCES contacts (id),
  waits_for_id text REFERENCES milestones (id), status text NOT NULL, status_on date NOT NULL, done_on date, proposed_on date
);
CREATE INDEX milestones_activity ON milestones (activity_id, due_on, id, status, status_on, done_on);
CREATE INDEX milestones_due ON milestones (status, due_on, id);
CREATE INDEX milestones_all ON milestones (due_on, id);
CREATE TABLE indicators (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  project_id text NOT NULL REFERENCES projects (id), activity_id text REFERENCES activities (id),
  kind text NOT NULL, title text NOT NULL, unit text NOT NULL, baseline text NOT NULL
);
CREATE INDEX indicators_project ON indicators (project_id, id);
CREATE INDEX indicators_activity ON indicators (activity_id, id);
CREATE TABLE indicator_periods (
  indicator_id text NOT NULL REFERENCES indicators (id), position integer NOT NULL, starts_on date NOT NULL, ends_on date NOT NULL,
  group_name text NOT NULL, target text NOT NULL, actual text NOT NULL, PRIMARY KEY (indicator_id, position)
);
CREATE TABLE updates (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  project_id text NOT NULL REFERENCES projects (id), activity_id text REFERENCES activities (id),
  period_from date NOT NULL, period_to date NOT NULL, no_change boolean NOT NULL, narrative text NOT NULL,
  health text NOT NULL, progress integer, milestones text NOT NULL, spent_minor integer NOT NULL, spent_currency text NOT NULL,
  evidence text NOT NULL, organisation_id text NOT NULL REFERENCES organisations (id), author_id text REFERENCES users (id),
  status text NOT NULL, status_on date NOT NULL, submitted_at datetime, return_reason text NOT NULL
);
CREATE INDEX updates_activity ON updates (activity_id, id);
CREATE INDEX updates_project ON updates (project_id, id);
CREATE INDEX updates_organisation ON updates (organisation_id, id);
CREATE INDEX updates_status ON updates (status, id);
CREATE TABLE transactions (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  kind text NOT NULL, organisation_id text NOT NULL REFERENCES organisations (id), project_id text NOT NULL REFERENCES projects (id),
  activity_id text REFERENCES activities (id), amount_minor integer NOT NULL, amount_currency text NOT NULL, value_date date NOT NULL,
  description text NOT NULL, usd_minor integer NOT NULL, usd_currency text NOT NULL, rate_id text REFERENCES rates (id)
);
CREATE INDEX transactions_organisation ON transactions (organisation_id, project_id, kind, value_date, activity_id, usd_minor);
CREATE INDEX transactions_project ON transactions (project_id, kind, organisation_id, value_date, activity_id, usd_minor);
CREATE INDEX transactions_activity ON transactions (activity_id, kind, value_date, usd_minor);
CREATE INDEX transactions_value_date ON transactions (value_date, id);
CREATE TABLE reports (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  reference text NOT NULL UNIQUE, organisation_id text NOT NULL REFERENCES organisations (id), as_of date NOT NULL,
  title text NOT NULL, narrative text NOT NULL, issued_by text, sha256 text NOT NULL, content text NOT NULL
);
CREATE INDEX reports_organisation ON reports (organisation_id, id);

-- Consent, follow-up, audit
CREATE TABLE consents (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  subject_type text NOT NULL, subject_id text NOT NULL, extent text NOT NULL, audience text NOT NULL, instrument text NOT NULL,
  given_on date NOT NULL, effective_from datetime NOT NULL, expires_at datetime, note text NOT NULL,
  country_code text NOT NULL REFERENCES countries (code), withdrawn_at datetime, withdrawn_reason text NOT NULL, given_by text
);
CREATE INDEX consents_subject ON consents (subject_id, effective_from, id);
CREATE INDEX consents_country ON consents (country_code, id);
CREATE TABLE reminder_rules (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  code text NOT NULL UNIQUE, name text NOT NULL, active boolean NOT NULL, offsets text NOT NULL, days integer NOT NULL
);
CREATE TABLE outbox (
  id text PRIMARY KEY, created_at datetime NOT NULL, recipient text NOT NULL, name text NOT NULL, reply_to text NOT NULL, subject text NOT NULL,
  text_body text NOT NULL, html_body text NOT NULL, message_id text NOT NULL UNIQUE, status text NOT NULL, attempts integer NOT NULL,
  next_at datetime NOT NULL, claimed_until datetime, last_error text NOT NULL, sent_at datetime
);
CREATE INDEX outbox_waiting ON outbox (next_at, id) WHERE status IN ('waiting', 'retrying');
CREATE INDEX outbox_dead ON outbox (id) WHERE status = 'dead';
CREATE TABLE reminders (
  id text PRIMARY KEY, created_at datetime NOT NULL, rule text NOT NULL, subject_type text NOT NULL, subject_id text NOT NULL,
  reference text NOT NULL, occasion text NOT NULL, due_on date, recipient text NOT NULL, recipient_name text NOT NULL,
  organisation_id text, outbox_id text NOT NULL REFERENCES outbox (id) DEFERRABLE INITIALLY DEFERRED,
  UNIQUE (rule, subject_id, occasion, recipient)
);
CREATE INDEX reminders_organisation ON reminders (organisation_id, id);
CREATE INDEX reminders_outbox ON reminders (outbox_id);
CREATE TABLE leases (name text PRIMARY KEY, holder text NOT NULL, held_until datetime NOT NULL);
CREATE TABLE job_runs (job text NOT NULL, run_key text NOT NULL, started_at datetime NOT NULL, finished_at datetime, PRIMARY KEY (job, run_key));
CREATE TABLE changes (
  id text PRIMARY KEY, created_at datetime NOT NULL, actor_id text, actor_name text NOT NULL, action text NOT NULL,
  subject_type text NOT NULL, subject_id text NOT NULL, request_id text NOT NULL, before text NOT NULL, after text NOT NULL
);
CREATE INDEX changes_subject ON changes (subject_id, id);
CREATE TABLE answers (
  user_id text NOT NULL, key text NOT NULL, request_hash blob NOT NULL, created_at datetime NOT NULL, body text NOT NULL,
  PRIMARY KEY (user_id, key)
);
CREATE INDEX answers_created ON answers (created_at);
CREATE TABLE counters (name text PRIMARY KEY, last integer NOT NULL);

-- Word search: FTS5 beside the tables, kept by triggers. unicode61 folds case in every script and keeps the marks that
-- tell Kazakh letters apart (remove_diacritics 0). open_words of Postgres is the column filter {reference releasable_summary} here.
CREATE VIRTUAL TABLE needs_words USING fts5 (reference, title, description, releasable_summary, content='needs', content_rowid='seq', tokenize="unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE findings_words USING fts5 (reference, text, evidence, releasable_summary, content='findings', content_rowid='seq', tokenize="unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE activities_words USING fts5 (reference, title, description, content='activities', content_rowid='seq', tokenize="unicode61 remove_diacritics 0");
-- +goose StatementBegin
CREATE TRIGGER needs_words_insert AFTER INSERT ON needs BEGIN
  INSERT INTO needs_words (rowid, reference, title, description, releasable_summary) VALUES (new.seq, new.reference, new.title, new.description, new.releasable_summary);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER needs_words_delete AFTER DELETE ON needs BEGIN
  INSERT INTO needs_words (needs_words, rowid, reference, title, description, releasable_summary) VALUES ('delete', old.seq, old.reference, old.title, old.description, old.releasable_summary);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER needs_words_update AFTER UPDATE OF reference, title, description, releasable_summary ON needs BEGIN
  INSERT INTO needs_words (needs_words, rowid, reference, title, description, releasable_summary) VALUES ('delete', old.seq, old.reference, old.title, old.description, old.releasable_summary);
  INSERT INTO needs_words (rowid, reference, title, description, releasable_summary) VALUES (new.seq, new.reference, new.title, new.description, new.releasable_summary);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER findings_words_insert AFTER INSERT ON findings BEGIN
  INSERT INTO findings_words (rowid, reference, text, evidence, releasable_summary) VALUES (new.seq, new.reference, new.text, new.evidence, new.releasable_summary);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER findings_words_delete AFTER DELETE ON findings BEGIN
  INSERT INTO findings_words (findings_words, rowid, reference, text, evidence, releasable_summary) VALUES ('delete', old.seq, old.reference, old.text, old.evidence, old.releasable_summary);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER findings_words_update AFTER UPDATE OF reference, text, evidence, releasable_summary ON findings BEGIN
  INSERT INTO findings_words (findings_words, rowid, reference, text, evidence, releasable_summary) VALUES ('delete', old.seq, old.reference, old.text, old.evidence, old.releasable_summary);
  INSERT INTO findings_words (rowid, reference, text, evidence, releasable_summary) VALUES (new.seq, new.reference, new.text, new.evidence, new.releasable_summary);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER activities_words_insert AFTER INSERT ON activities BEGIN
  INSERT INTO activities_words (rowid, reference, title, description) VALUES (new.seq, new.reference, new.title, new.description);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER activities_words_delete AFTER DELETE ON activities BEGIN
  INSERT INTO activities_words (activities_words, rowid, reference, title, description) VALUES ('delete', old.seq, old.reference, old.title, old.description);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER activities_words_update AFTER UPDATE OF reference, title, description ON activities BEGIN
  INSERT INTO activities_words (activities_words, rowid, reference, title, description) VALUES ('delete', old.seq, old.reference, old.title, old.description);
  INSERT INTO activities_words (rowid, reference, title, description) VALUES (new.seq, new.reference, new.title, new.description);
END;
-- +goose StatementEnd

-- +goose Down
-- The first migration is not undone: drop the database instead.
SELECT 1;
