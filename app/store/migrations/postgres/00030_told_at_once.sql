-- +goose Up
-- Silence counts from the instant at which a mail server had taken the State's mail.
ALTER TABLE consent_requests ADD COLUMN began_at timestamptz;
UPDATE consent_requests SET began_at = created_at WHERE takes_effect_at IS NOT NULL;
CREATE INDEX consent_requests_asked ON consent_requests (id) WHERE status = 'asked';
CREATE INDEX rankings_proposed ON rankings (id) WHERE status = 'proposed';
CREATE INDEX needs_unconfirmed ON needs (status_on, id) WHERE status = 'met' AND state_answer = '';
CREATE INDEX referrals_open ON referrals (id) WHERE status = 'proposed';

-- The shipped rules tell a State and a partner at once. What an admin has changed stays as it is.
UPDATE reminder_rules SET version = version + 1, ladder =
  '[{"offset":0,"from":"start","to":["national"],"at_once":true,"courtesy":false},{"offset":-10,"from":"end","to":["national"],"at_once":false,"courtesy":false},{"offset":-3,"from":"end","to":["national"],"at_once":false,"courtesy":false},{"offset":1,"from":"end","to":["national","manager"],"at_once":false,"courtesy":false}]'
  WHERE code = 'draft_comments' AND version = 1;
UPDATE reminder_rules SET version = version + 1, ladder =
  '[{"offset":0,"from":"start","to":["national"],"at_once":true,"courtesy":false},{"offset":0,"from":"half_way","to":["national"],"at_once":false,"courtesy":false},{"offset":-2,"from":"end","to":["national","manager"],"at_once":false,"courtesy":false},{"offset":-1,"from":"end","to":["national","manager"],"at_once":false,"courtesy":false}]'
  WHERE code = 'silence_procedure' AND version = 1;
INSERT INTO reminder_rules (id, version, created_at, updated_at, code, name, active, watches, days, months, ladder, wording)
  SELECT '019ad000-0000-7000-8000-000000000001', 1, s.created_at, s.created_at, 'referral_answer', 'A need was put before an organisation', TRUE, 'referral_answer', 0, 0,
    '[{"offset":0,"from":"start","to":["responsible"],"at_once":true,"courtesy":false},{"offset":-5,"from":"end","to":["responsible","coordinator"],"at_once":false,"courtesy":false},{"offset":-1,"from":"end","to":["manager"],"at_once":false,"courtesy":false}]', '[]'
  FROM reminder_rules s WHERE s.code = 'silence_procedure' AND NOT EXISTS (SELECT 1 FROM reminder_rules r WHERE r.code = 'referral_answer');
INSERT INTO reminder_rules (id, version, created_at, updated_at, code, name, active, watches, days, months, ladder, wording)
  SELECT '019ad000-0000-7000-8000-000000000002', 1, s.created_at, s.created_at, 'consent_request', 'The State was asked for its consent', TRUE, 'consent_request', 30, 0,
    '[{"offset":0,"from":"start","to":["national"],"at_once":true,"courtesy":false},{"offset":-5,"from":"end","to":["national"],"at_once":false,"courtesy":false},{"offset":1,"from":"end","to":["national","manager"],"at_once":false,"courtesy":false}]', '[]'
  FROM reminder_rules s WHERE s.code = 'silence_procedure' AND NOT EXISTS (SELECT 1 FROM reminder_rules r WHERE r.code = 'consent_request');
INSERT INTO reminder_rules (id, version, created_at, updated_at, code, name, active, watches, days, months, ladder, wording)
  SELECT '019ad000-0000-7000-8000-000000000003', 1, s.created_at, s.created_at, 'need_agreement', 'Needs wait for the State''s agreement', TRUE, 'need_agreement', 30, 0,
    '[{"offset":0,"from":"start","to":["national"],"at_once":false,"courtesy":false},{"offset":-5,"from":"end","to":["national"],"at_once":false,"courtesy":false},{"offset":1,"from":"end","to":["national","manager"],"at_once":false,"courtesy":false}]', '[]'
  FROM reminder_rules s WHERE s.code = 'silence_procedure' AND NOT EXISTS (SELECT 1 FROM reminder_rules r WHERE r.code = 'need_agreement');
INSERT INTO reminder_rules (id, version, created_at, updated_at, code, name, active, watches, days, months, ladder, wording)
  SELECT '019ad000-0000-7000-8000-000000000004', 1, s.created_at, s.created_at, 'ranking_answer', 'A ranking was put before the State', TRUE, 'ranking_answer', 30, 0,
    '[{"offset":0,"from":"start","to":["national"],"at_once":true,"courtesy":false},{"offset":-5,"from":"end","to":["national"],"at_once":false,"courtesy":false},{"offset":1,"from":"end","to":["national","manager"],"at_once":false,"courtesy":false}]', '[]'
  FROM reminder_rules s WHERE s.code = 'silence_procedure' AND NOT EXISTS (SELECT 1 FROM reminder_rules r WHERE r.code = 'ranking_answer');
INSERT INTO reminder_rules (id, version, created_at, updated_at, code, name, active, watches, days, months, ladder, wording)
  SELECT '019ad000-0000-7000-8000-000000000005', 1, s.created_at, s.created_at, 'need_confirmation', 'A need is said to be met', TRUE, 'need_confirmation', 30, 0,
    '[{"offset":0,"from":"start","to":["national"],"at_once":true,"courtesy":false},{"offset":-5,"from":"end","to":["national"],"at_once":false,"courtesy":false},{"offset":1,"from":"end","to":["national","manager"],"at_once":false,"courtesy":false}]', '[]'
  FROM reminder_rules s WHERE s.code = 'silence_procedure' AND NOT EXISTS (SELECT 1 FROM reminder_rules r WHERE r.code = 'need_confirmation');

-- +goose Down
DELETE FROM reminder_rules WHERE watches IN ('referral_answer', 'consent_request', 'need_agreement', 'ranking_answer', 'need_confirmation');
DROP INDEX referrals_open;
DROP INDEX needs_unconfirmed;
DROP INDEX rankings_proposed;
DROP INDEX consent_requests_asked;
ALTER TABLE consent_requests DROP COLUMN began_at;
