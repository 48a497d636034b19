-- The stream that the relay published to when it saved its cursor: an empty stream of the same age has merely expired,
-- another one means that the bus was lost.
ALTER TABLE {feed}.relay_cursor ADD COLUMN stream_created timestamptz;
