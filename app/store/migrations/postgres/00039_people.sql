-- +goose Up
-- A person is one record, with an account (a role) or without, at an organisation or at none: users and contacts become people. Of a contact
-- whose address an account of the same organisation has, the program joins the two where the names are the same, too (store.joinOld), and
-- leaves them apart where they are not: shares_address lets such a one stand beside the other, and no new one come.
ALTER TABLE users RENAME TO people;
ALTER INDEX users_pkey RENAME TO people_pkey;
ALTER INDEX users_country RENAME TO people_country;
ALTER TABLE people DROP CONSTRAINT users_email_key, ALTER COLUMN role SET DEFAULT '', ALTER COLUMN country_code SET DEFAULT '',
  ADD COLUMN name_key text, ADD COLUMN shares_address boolean NOT NULL DEFAULT FALSE, ADD COLUMN duty text NOT NULL DEFAULT 'other',
  ADD COLUMN joined_into uuid REFERENCES people (id);
INSERT INTO people (id, version, created_at, updated_at, name, email, shares_address, organisation_id, duty, language, time_zone, active)
  SELECT c.id, c.version, c.created_at, c.updated_at, c.name, c.email,
    EXISTS (SELECT 1 FROM people u WHERE u.organisation_id = c.organisation_id AND u.role <> '' AND LOWER(u.email) = LOWER(c.email)),
    c.organisation_id, c.duty, c.language, c.time_zone, c.active FROM contacts c;
ALTER TABLE milestones DROP CONSTRAINT milestones_contact_id_fkey, ADD FOREIGN KEY (contact_id) REFERENCES people (id);
ALTER TABLE activities DROP CONSTRAINT activities_contact_id_fkey, ADD FOREIGN KEY (contact_id) REFERENCES people (id);
ALTER TABLE update_links DROP CONSTRAINT update_links_contact_id_fkey, ADD FOREIGN KEY (contact_id) REFERENCES people (id);
DROP TABLE contacts;
CREATE UNIQUE INDEX people_account ON people (email) WHERE role <> '';
CREATE UNIQUE INDEX people_organisation ON people (organisation_id, email) WHERE NOT shares_address;
CREATE INDEX people_email ON people (email);
-- What refers to a person.
CREATE INDEX milestones_contact ON milestones (contact_id);
CREATE INDEX activities_contact ON activities (contact_id);
CREATE INDEX update_links_contact ON update_links (contact_id);

-- +goose Down
-- This migration is not undone: put a copy of the database back instead.
SELECT 1;
