-- +goose Up
-- A mission's team: its reminders, and those of its needs and their activities, go to these managers.
CREATE TABLE mission_team (
  mission_id text NOT NULL REFERENCES missions (id), user_id text NOT NULL REFERENCES users (id), duty text NOT NULL,
  PRIMARY KEY (mission_id, user_id)
);
CREATE INDEX mission_assessors_user ON mission_assessors (user_id, mission_id);

-- +goose Down
DROP INDEX mission_assessors_user;
DROP TABLE mission_team;
