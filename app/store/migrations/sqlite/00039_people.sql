-- +goose Up
-- A person is one record, with an account (a role) or without, at an organisation or at none: users and contacts become people. Of a contact
-- whose address an account of the same organisation has, the program joins the two where the names are the same, too (store.joinOld), and
-- leaves them apart where they are not: shares_address lets such a one stand beside the other, and no new one come.
-- The new table takes the name of the old one first, so that what refers to users refers to it.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE accounts AS SELECT * FROM users;
DROP TABLE users;
CREATE TABLE users (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  name text NOT NULL, name_key text, email text NOT NULL, shares_address boolean NOT NULL DEFAULT FALSE,
  organisation_id text REFERENCES organisations (id), duty text NOT NULL DEFAULT 'other',
  role text NOT NULL DEFAULT '', country_code text NOT NULL DEFAULT '',
  language text NOT NULL, time_zone text NOT NULL, active boolean NOT NULL, joined_into text REFERENCES users (id)
);
INSERT INTO users (id, version, created_at, updated_at, name, email, organisation_id, role, country_code, language, time_zone, active)
  SELECT id, version, created_at, updated_at, name, email, organisation_id, role, country_code, language, time_zone, active FROM accounts;
DROP TABLE accounts;
ALTER TABLE users RENAME TO people;
INSERT INTO people (id, version, created_at, updated_at, name, email, shares_address, organisation_id, duty, language, time_zone, active)
  SELECT c.id, c.version, c.created_at, c.updated_at, c.name, c.email,
    EXISTS (SELECT 1 FROM people u WHERE u.organisation_id = c.organisation_id AND u.role <> '' AND LOWER(u.email) = LOWER(c.email)),
    c.organisation_id, c.duty, c.language, c.time_zone, c.active FROM contacts c;
ALTER TABLE milestones ADD COLUMN person_id text REFERENCES people (id);
UPDATE milestones SET person_id = contact_id WHERE contact_id IS NOT NULL;
ALTER TABLE milestones DROP COLUMN contact_id;
ALTER TABLE milestones RENAME COLUMN person_id TO contact_id;
ALTER TABLE activities ADD COLUMN person_id text REFERENCES people (id);
UPDATE activities SET person_id = contact_id WHERE contact_id IS NOT NULL;
ALTER TABLE activities DROP COLUMN contact_id;
ALTER TABLE activities RENAME COLUMN person_id TO contact_id;
ALTER TABLE update_links ADD COLUMN person_id text REFERENCES people (id);
UPDATE update_links SET person_id = contact_id WHERE contact_id IS NOT NULL;
ALTER TABLE update_links DROP COLUMN contact_id;
ALTER TABLE update_links RENAME COLUMN person_id TO contact_id;
DROP TABLE contacts;
CREATE UNIQUE INDEX people_account ON people (email) WHERE role <> '';
CREATE UNIQUE INDEX people_organisation ON people (organisation_id, email) WHERE NOT shares_address;
CREATE INDEX people_email ON people (email);
CREATE INDEX people_country ON people (country_code, role);
-- What refers to a person.
CREATE INDEX milestones_contact ON milestones (contact_id);
CREATE INDEX activities_contact ON activities (contact_id);
CREATE INDEX update_links_contact ON update_links (contact_id);

-- +goose Down
-- This migration is not undone: put a copy of the database back instead.
SELECT 1;
