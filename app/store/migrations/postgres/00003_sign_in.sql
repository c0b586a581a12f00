-- +goose Up
-- Sign-in of people. Of every secret (links, sessions, ceremonies) there is the SHA-256 alone: a copy of the database opens nothing.

-- Who asked for a sign-in link. An address that nobody has makes the same row as one that somebody has, so that the answer
-- takes as long; what comes of it happens after the answer, and the row goes.
CREATE TABLE sign_in_requests (
  id uuid PRIMARY KEY, created_at timestamptz NOT NULL, email text NOT NULL, next text NOT NULL, peer text NOT NULL
);
CREATE TABLE sign_in_links (
  id uuid PRIMARY KEY, created_at timestamptz NOT NULL, user_id uuid NOT NULL REFERENCES users (id), hash bytea NOT NULL UNIQUE,
  next text NOT NULL, expires_at timestamptz NOT NULL, used_at timestamptz
);
CREATE INDEX sign_in_links_user ON sign_in_links (user_id);
CREATE TABLE sessions (
  id uuid PRIMARY KEY, version integer NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id), hash bytea NOT NULL UNIQUE, method text NOT NULL, agent text NOT NULL, peer text NOT NULL,
  last_seen_at timestamptz NOT NULL, idle_until timestamptz NOT NULL, expires_at timestamptz NOT NULL, ended_at timestamptz
);
CREATE INDEX sessions_user ON sessions (user_id, id);
CREATE TABLE passkeys (
  id uuid PRIMARY KEY, version integer NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id), name text NOT NULL, credential_id bytea NOT NULL UNIQUE, credential text NOT NULL,
  last_used_at timestamptz, blocked_at timestamptz
);
CREATE INDEX passkeys_user ON passkeys (user_id, id);
CREATE TABLE identities (
  id uuid PRIMARY KEY, version integer NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id), issuer text NOT NULL, subject text NOT NULL, UNIQUE (issuer, subject)
);
CREATE INDEX identities_user ON identities (user_id, id);
-- What was begun with an authenticator or a provider and waits for its answer.
CREATE TABLE ceremonies (
  hash bytea PRIMARY KEY, kind text NOT NULL, user_id uuid REFERENCES users (id), data text NOT NULL, expires_at timestamptz NOT NULL
);
-- How much an account may still be tried: it is free again at an instant, in microseconds since 1970.
CREATE TABLE throttles (name text PRIMARY KEY, free_at bigint NOT NULL);

-- A mail that carries a sign-in link: the link is made when the mail is sent, so that no secret lies in the outbox.
ALTER TABLE outbox ADD COLUMN link_user_id uuid;
ALTER TABLE outbox ADD COLUMN link_next text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE outbox DROP COLUMN link_next;
ALTER TABLE outbox DROP COLUMN link_user_id;
DROP TABLE throttles;
DROP TABLE ceremonies;
DROP TABLE identities;
DROP TABLE passkeys;
DROP TABLE sessions;
DROP TABLE sign_in_links;
DROP TABLE sign_in_requests;
