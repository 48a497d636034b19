-- What every projection keeps beside its own tables, in the schema that bears its name.

CREATE TABLE IF NOT EXISTS {schema}.positions (
  feed     text PRIMARY KEY,               -- keeper.service
  position bigint NOT NULL DEFAULT 0,
  chain    text NOT NULL DEFAULT '',       -- of the event at that position, hex
  behind   bool NOT NULL DEFAULT false,    -- a gap was seen; a healer pages from the owner
  forked   text);                          -- why the feed stands still, where it does

CREATE TABLE IF NOT EXISTS {schema}.parked (
  feed         text NOT NULL,
  position     bigint NOT NULL,
  aggregate_id uuid NOT NULL,
  message      bytea NOT NULL,             -- the event as received: a line of JSON, then the body as it came
  error        text NOT NULL,
  parked_at    timestamptz NOT NULL,
  PRIMARY KEY (feed, position));

CREATE TABLE IF NOT EXISTS {schema}.dropped (    -- parked events that a person let go; figures go on counting them as missed
  feed         text NOT NULL,
  position     bigint NOT NULL,
  aggregate_id uuid NOT NULL,
  message      bytea NOT NULL,
  error        text NOT NULL,
  parked_at    timestamptz NOT NULL,
  dropped_at   timestamptz NOT NULL,
  dropped_by   uuid NOT NULL,
  reason       text NOT NULL,
  command_id   uuid NOT NULL UNIQUE,
  PRIMARY KEY (feed, position));

CREATE TABLE IF NOT EXISTS {schema}.prepared (   -- the projection's own tables were made from this text
  only_row bool PRIMARY KEY DEFAULT true CHECK (only_row),
  sha256   text NOT NULL);

CREATE TABLE IF NOT EXISTS {schema}.rebuilding (   -- how far a rebuild has come, while one is under way
  only_row bool PRIMARY KEY DEFAULT true CHECK (only_row),
  passed   bigint NOT NULL,
  known    bigint NOT NULL);
