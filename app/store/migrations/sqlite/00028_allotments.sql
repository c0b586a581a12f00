-- +goose Up
-- The parts of a commitment to a project as a whole that were allotted to activities, or to needs that these answer.
CREATE TABLE allotments (
  transaction_id text NOT NULL REFERENCES transactions (id), position integer NOT NULL,
  activity_id text NOT NULL REFERENCES activities (id), need_id text REFERENCES needs (id),
  amount_minor integer NOT NULL, usd_minor integer NOT NULL, PRIMARY KEY (transaction_id, position)
);
CREATE INDEX allotments_activity ON allotments (activity_id, need_id, usd_minor);
CREATE INDEX transactions_whole ON transactions (value_date, id) WHERE kind = 'commitment' AND activity_id IS NULL;

-- +goose Down
DROP INDEX transactions_whole;
DROP TABLE allotments;
