-- +goose Up
-- Addresses that carry their own right: of what makes them good only a hash is kept, or the number from which it is derived.
-- What derives them is the setting secret-key; where there is none, this installation's own.
CREATE TABLE installation_keys (name text PRIMARY KEY, value blob NOT NULL);

CREATE TABLE update_links (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  activity_id text NOT NULL REFERENCES activities (id), organisation_id text NOT NULL REFERENCES organisations (id),
  contact_id text REFERENCES contacts (id), user_id text REFERENCES users (id),
  recipient text NOT NULL, recipient_name text NOT NULL, language text NOT NULL, hash blob NOT NULL UNIQUE,
  expires_at datetime NOT NULL, used_at datetime, revoked_at datetime, revoked_reason text NOT NULL,
  update_id text REFERENCES updates (id), form_token text NOT NULL, asked_on_id text REFERENCES update_links (id)
);
CREATE INDEX update_links_organisation ON update_links (organisation_id, id);
CREATE INDEX update_links_activity ON update_links (activity_id, recipient, id);

CREATE TABLE webhooks (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  user_id text NOT NULL REFERENCES users (id), url text NOT NULL, subjects text NOT NULL, note text NOT NULL, active boolean NOT NULL,
  generation integer NOT NULL, rotated_at datetime, deleted_at datetime, stopped_reason text NOT NULL
);
CREATE INDEX webhooks_user ON webhooks (user_id, id);
CREATE TABLE webhook_deliveries (
  id text PRIMARY KEY, created_at datetime NOT NULL, webhook_id text NOT NULL REFERENCES webhooks (id),
  event text NOT NULL, subject_type text NOT NULL, subject_id text NOT NULL,
  status text NOT NULL, attempts integer NOT NULL, next_at datetime NOT NULL, claimed_until datetime,
  response_status integer NOT NULL, last_error text NOT NULL, sent_at datetime
);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (next_at, id) WHERE status IN ('waiting', 'retrying');
CREATE INDEX webhook_deliveries_order ON webhook_deliveries (webhook_id, subject_id, id) WHERE status IN ('waiting', 'retrying');
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook_id, id);

CREATE TABLE feeds (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  user_id text NOT NULL REFERENCES users (id), kind text NOT NULL, subject_id text, name text NOT NULL,
  hash blob NOT NULL UNIQUE, revoked_at datetime
);
CREATE INDEX feeds_user ON feeds (user_id, id);

-- +goose Down
DROP TABLE feeds;
DROP TABLE webhook_deliveries;
DROP TABLE webhooks;
DROP TABLE update_links;
DROP TABLE installation_keys;
