-- +goose Up
-- A server that is asked whether it is ready writes a row here and removes it again.
CREATE TABLE write_probes (filler text NOT NULL);

-- +goose Down
DROP TABLE write_probes;
