-- +goose Up
-- Offers against needs: where they reach, how many needs they can take, and proposals that end by themselves. hint says that
-- some agreed need which the offer's owner may not see matches it; a job sets it, so that nobody finds out by asking.
ALTER TABLE offers ADD COLUMN regions text NOT NULL DEFAULT '[]';
ALTER TABLE offers ADD COLUMN places integer NOT NULL DEFAULT 0;
ALTER TABLE offers ADD COLUMN hint boolean NOT NULL DEFAULT false;
ALTER TABLE countries ADD COLUMN languages text NOT NULL DEFAULT '[]';
ALTER TABLE referrals ADD COLUMN offer_id text REFERENCES offers (id);
ALTER TABLE referrals ADD COLUMN ends_on date;
ALTER TABLE referrals ADD COLUMN amount_minor integer NOT NULL DEFAULT 0;
ALTER TABLE referrals ADD COLUMN amount_currency text NOT NULL DEFAULT '';
ALTER TABLE referrals ADD COLUMN chosen_on date;
CREATE INDEX offer_themes_theme ON offer_themes (theme_code, offer_id);
CREATE INDEX referrals_ending ON referrals (ends_on, id) WHERE status = 'proposed';
CREATE INDEX referrals_offer ON referrals (offer_id, status);

-- Overlaps: what an activity is about is its own, never taken from needs that its reader may not see. Pairs are derived, many at
-- a time, and activities are never deleted: looking each of them up again would cost more than the scan.
ALTER TABLE activities ADD COLUMN kinds text NOT NULL DEFAULT '[]';
CREATE INDEX activities_near ON activities (country_code, status, planned_start, planned_end, id);
CREATE TABLE activity_pairs (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  first_id text NOT NULL, second_id text NOT NULL,
  country_code text NOT NULL, strength integer NOT NULL, alike text NOT NULL, fingerprint text NOT NULL,
  found_on date NOT NULL, asked_on date, status text NOT NULL, status_on date NOT NULL, reason text NOT NULL,
  UNIQUE (first_id, second_id)
);
CREATE INDEX activity_pairs_second ON activity_pairs (second_id, first_id);
CREATE INDEX activity_pairs_strength ON activity_pairs (status, strength, id);
-- The activities that changed since they were last compared.
CREATE TABLE activity_queue (activity_id text PRIMARY KEY REFERENCES activities (id), queued_at datetime NOT NULL);

-- How many activities a month an institution bears, as its State says; 0 is no limit.
ALTER TABLE institutions ADD COLUMN monthly_limit integer NOT NULL DEFAULT 0;

-- +goose Down
DROP TABLE activity_queue;
DROP TABLE activity_pairs;
DROP INDEX activities_near;
DROP INDEX referrals_offer;
DROP INDEX referrals_ending;
DROP INDEX offer_themes_theme;
ALTER TABLE institutions DROP COLUMN monthly_limit;
ALTER TABLE activities DROP COLUMN kinds;
ALTER TABLE referrals DROP COLUMN chosen_on;
ALTER TABLE referrals DROP COLUMN amount_currency;
ALTER TABLE referrals DROP COLUMN amount_minor;
ALTER TABLE referrals DROP COLUMN ends_on;
ALTER TABLE referrals DROP COLUMN offer_id;
ALTER TABLE countries DROP COLUMN languages;
ALTER TABLE offers DROP COLUMN hint;
ALTER TABLE offers DROP COLUMN places;
ALTER TABLE offers DROP COLUMN regions;
