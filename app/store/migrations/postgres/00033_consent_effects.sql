-- +goose Up
-- What the end of a consent changed, for which audience: in words, and item by item.
ALTER TABLE consents ADD COLUMN effect text NOT NULL DEFAULT '';
ALTER TABLE consents ADD COLUMN effect_items text NOT NULL DEFAULT '[]';

-- +goose Down
ALTER TABLE consents DROP COLUMN effect_items;
ALTER TABLE consents DROP COLUMN effect;
