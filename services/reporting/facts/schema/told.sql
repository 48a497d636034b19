-- One row per fact of an event, unique by (keeper, service, position, number). `known_from` and `known_until` are positions of
-- the fact's own feed: a correction closes the former row and adds one, so what was known at any position can be read again.

CREATE TABLE {schema}.told (   -- the events themselves: what evidence opens to
  keeper text NOT NULL, service text NOT NULL, position bigint NOT NULL,
  contract text NOT NULL, aggregate_id uuid NOT NULL, recorded_at timestamptz NOT NULL, actor text NOT NULL,
  cause text NOT NULL,   -- what it belongs to: the correlation that its sender named, or else the id of its command
  unit_id uuid, day date, until_on date, reason uuid,   -- what it is about, and the text that says why
  PRIMARY KEY (keeper, service, position));
CREATE INDEX told_unit_idx ON {schema}.told (keeper, unit_id) WHERE unit_id IS NOT NULL;
CREATE INDEX told_recorded_idx ON {schema}.told (keeper, service, recorded_at);
