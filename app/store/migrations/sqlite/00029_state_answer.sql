-- +goose Up
-- The State says of a need whether it was met, partly met or not met, and why; confirmed_on stays the day on which it said what the
-- need's status says.
ALTER TABLE needs ADD COLUMN state_answer text NOT NULL DEFAULT '';
ALTER TABLE needs ADD COLUMN state_answer_on date;
ALTER TABLE needs ADD COLUMN state_answer_reason text NOT NULL DEFAULT '';
UPDATE needs SET state_answer = status, state_answer_on = confirmed_on WHERE confirmed_on IS NOT NULL;

-- +goose Down
ALTER TABLE needs DROP COLUMN state_answer_reason;
ALTER TABLE needs DROP COLUMN state_answer_on;
ALTER TABLE needs DROP COLUMN state_answer;
