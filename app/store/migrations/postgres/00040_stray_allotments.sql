-- +goose Up
-- What was allotted by way of an activity that was cancelled since, or does not answer the need any more, counted for nobody: it is not yet
-- allotted again, as it is now from the day on which that comes.
DELETE FROM allotments WHERE EXISTS (SELECT 1 FROM activities a WHERE a.id = allotments.activity_id AND a.status = 'cancelled')
  OR need_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM activity_needs an WHERE an.activity_id = allotments.activity_id
    AND an.need_id = allotments.need_id);

-- +goose Down
