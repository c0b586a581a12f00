-- +goose Up
-- Who is asked to score a mission hears of it; the clock of those who were asked before begins today.
ALTER TABLE mission_assessors ADD COLUMN asked_on date NOT NULL DEFAULT '1970-01-01';
UPDATE mission_assessors SET asked_on = date('now');
CREATE INDEX mission_assessors_asked ON mission_assessors (asked_on, mission_id);
INSERT INTO reminder_rules (id, version, created_at, updated_at, code, name, active, watches, days, months, ladder, wording)
  SELECT '019ad000-0000-7000-8000-000000000006', 1, s.created_at, s.created_at, 'scoring', 'Somebody was asked to score the needs of a mission', TRUE, 'scoring', 14, 0,
    '[{"offset":0,"from":"start","to":["responsible"],"at_once":true,"courtesy":false},{"offset":-5,"from":"end","to":["responsible"],"at_once":false,"courtesy":false},{"offset":1,"from":"end","to":["responsible"],"at_once":false,"courtesy":false},{"offset":10,"from":"end","to":["responsible"],"at_once":false,"courtesy":false}]', '[]'
  FROM reminder_rules s WHERE s.code = 'silence_procedure' AND NOT EXISTS (SELECT 1 FROM reminder_rules r WHERE r.code = 'scoring');

-- +goose Down
DELETE FROM reminder_rules WHERE watches = 'scoring';
DROP INDEX mission_assessors_asked;
ALTER TABLE mission_assessors DROP COLUMN asked_on;
