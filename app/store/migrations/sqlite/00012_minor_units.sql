-- +goose Up
-- Amounts are kept in minor units of ISO 4217. Those in these currencies were kept in whole units, which is what cash has of them.
CREATE TABLE recounted (currency text PRIMARY KEY, factor integer NOT NULL);
INSERT INTO recounted (currency, factor) VALUES ('IQD', 1000),
  ('AFN', 100), ('ALL', 100), ('AMD', 100), ('COP', 100), ('GYD', 100), ('IDR', 100), ('IRR', 100), ('KPW', 100), ('LAK', 100),
  ('LBP', 100), ('MGA', 100), ('MMK', 100), ('MNT', 100), ('MRO', 100), ('MUR', 100), ('PKR', 100), ('RSD', 100), ('SLL', 100),
  ('SOS', 100), ('STD', 100), ('SYP', 100), ('TMM', 100), ('TZS', 100), ('UZS', 100), ('YER', 100), ('ZMK', 100);
UPDATE needs SET estimated_cost_minor = estimated_cost_minor * (SELECT factor FROM recounted WHERE currency = estimated_cost_currency)
  WHERE estimated_cost_currency IN (SELECT currency FROM recounted);
UPDATE offers SET envelope_minor = envelope_minor * (SELECT factor FROM recounted WHERE currency = envelope_currency)
  WHERE envelope_currency IN (SELECT currency FROM recounted);
UPDATE projects SET budget_minor = budget_minor * (SELECT factor FROM recounted WHERE currency = budget_currency)
  WHERE budget_currency IN (SELECT currency FROM recounted);
UPDATE updates SET spent_minor = spent_minor * (SELECT factor FROM recounted WHERE currency = spent_currency)
  WHERE spent_currency IN (SELECT currency FROM recounted);
UPDATE transactions SET amount_minor = amount_minor * (SELECT factor FROM recounted WHERE currency = amount_currency)
  WHERE amount_currency IN (SELECT currency FROM recounted);
UPDATE referrals SET amount_minor = amount_minor * (SELECT factor FROM recounted WHERE currency = amount_currency)
  WHERE amount_currency IN (SELECT currency FROM recounted);
DROP TABLE recounted;

-- +goose Down
-- What an amount holds beyond whole units is lost.
CREATE TABLE recounted (currency text PRIMARY KEY, factor integer NOT NULL);
INSERT INTO recounted (currency, factor) VALUES ('IQD', 1000),
  ('AFN', 100), ('ALL', 100), ('AMD', 100), ('COP', 100), ('GYD', 100), ('IDR', 100), ('IRR', 100), ('KPW', 100), ('LAK', 100),
  ('LBP', 100), ('MGA', 100), ('MMK', 100), ('MNT', 100), ('MRO', 100), ('MUR', 100), ('PKR', 100), ('RSD', 100), ('SLL', 100),
  ('SOS', 100), ('STD', 100), ('SYP', 100), ('TMM', 100), ('TZS', 100), ('UZS', 100), ('YER', 100), ('ZMK', 100);
UPDATE needs SET estimated_cost_minor = estimated_cost_minor / (SELECT factor FROM recounted WHERE currency = estimated_cost_currency)
  WHERE estimated_cost_currency IN (SELECT currency FROM recounted);
UPDATE offers SET envelope_minor = envelope_minor / (SELECT factor FROM recounted WHERE currency = envelope_currency)
  WHERE envelope_currency IN (SELECT currency FROM recounted);
UPDATE projects SET budget_minor = budget_minor / (SELECT factor FROM recounted WHERE currency = budget_currency)
  WHERE budget_currency IN (SELECT currency FROM recounted);
UPDATE updates SET spent_minor = spent_minor / (SELECT factor FROM recounted WHERE currency = spent_currency)
  WHERE spent_currency IN (SELECT currency FROM recounted);
UPDATE transactions SET amount_minor = amount_minor / (SELECT factor FROM recounted WHERE currency = amount_currency)
  WHERE amount_currency IN (SELECT currency FROM recounted);
UPDATE referrals SET amount_minor = amount_minor / (SELECT factor FROM recounted WHERE currency = amount_currency)
  WHERE amount_currency IN (SELECT currency FROM recounted);
DROP TABLE recounted;
