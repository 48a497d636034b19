CREATE TABLE {schema}.arrival (   -- up to where a feed had been read, and when, by the database's clock; told by no event, hence kept through rebuilds
  feed text NOT NULL, position bigint NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (feed, position));
CREATE INDEX arrival_at_idx ON {schema}.arrival (feed, at);
