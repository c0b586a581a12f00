-- +goose Up
-- A priority says on how many criteria it rests, and what is not scored adds nothing to it.
ALTER TABLE needs ADD COLUMN scored_criteria integer;
ALTER TABLE needs ADD COLUMN scheme_criteria integer;
UPDATE needs SET points = r.points, priority = (r.points + 200) / 400, scored_criteria = r.scored, scheme_criteria = r.criteria, version = version + 1,
    rank_key = CAST(14000000 - r.points AS text) || substr(rank_key, 9)
  FROM (
    SELECT need_id, CAST(SUM(weight * merit) AS bigint) AS points, COUNT(*) AS scored,
      (SELECT COUNT(*) FROM scheme_criteria sc JOIN schemes k ON k.id = sc.scheme_id AND k.current WHERE sc.weight > 0) AS criteria
    FROM (
      SELECT s.need_id, sc.weight, CASE WHEN c.direction = 'lower_first' THEN 500 - CAST(ROUND(AVG(s.value * 100.0)) AS integer)
        ELSE CAST(ROUND(AVG(s.value * 100.0)) AS integer) - 100 END AS merit
      FROM scores s JOIN scheme_criteria sc ON sc.criterion_id = s.criterion_id
        JOIN schemes k ON k.id = sc.scheme_id AND k.current JOIN criteria c ON c.id = sc.criterion_id
      WHERE sc.weight > 0 GROUP BY s.need_id, c.id, c.direction, sc.weight) means
    GROUP BY need_id) r
  WHERE needs.id = r.need_id;

ALTER TABLE rankings ADD COLUMN statuses text NOT NULL DEFAULT '[]';
ALTER TABLE rankings ADD COLUMN incomplete_reason text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE rankings DROP COLUMN incomplete_reason;
ALTER TABLE rankings DROP COLUMN statuses;
ALTER TABLE needs DROP COLUMN scheme_criteria;
ALTER TABLE needs DROP COLUMN scored_criteria;
