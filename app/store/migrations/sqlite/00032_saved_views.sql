-- +goose Up
-- Lists as people have set them up.
CREATE TABLE saved_views (
  id text PRIMARY KEY, version integer NOT NULL, created_at datetime NOT NULL, updated_at datetime NOT NULL,
  user_id text NOT NULL REFERENCES users (id), name text NOT NULL, address text NOT NULL, sharing text NOT NULL
);
CREATE INDEX saved_views_user ON saved_views (user_id, id);
CREATE INDEX saved_views_name ON saved_views (name, id);

-- +goose Down
DROP TABLE saved_views;
