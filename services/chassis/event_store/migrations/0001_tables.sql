-- One history: what happened, what was answered, the texts that may be erased, and how far the relay has come.
-- {feed} is the schema of the feed, {owner} the role that owns it (NOLOGIN), {service} the role of the service.

CREATE TABLE {feed}.store (            -- one row, for ever
  only_row  bool PRIMARY KEY DEFAULT true CHECK (only_row),
  kind      text NOT NULL CHECK (kind IN ('real', 'simulated')));

CREATE TABLE {feed}.stored_events (    -- the stock columns first, with the names and types of the library's recorder
  originator_id      uuid NOT NULL,
  originator_version bigint NOT NULL,
  topic              text,
  state              bytea,
  notification_id    bigint NOT NULL,
  recorded_at        timestamptz NOT NULL,
  command_id         uuid NOT NULL,
  metadata           bytea NOT NULL,
  contract           text,
  wire               bytea,
  chain              bytea NOT NULL,
  PRIMARY KEY (originator_id, originator_version));
CREATE UNIQUE INDEX stored_events_notification_id_idx ON {feed}.stored_events (notification_id);

CREATE TABLE {feed}.commands (         -- every accepted command, also one that made no event
  command_id    uuid PRIMARY KEY,
  fingerprint   bytea NOT NULL,
  last_position bigint,                -- of its last published event; NULL where it published none
  reply         bytea NOT NULL);

CREATE TABLE {feed}.texts (            -- free text and its salt; both are gone once erased, the row stays
  text_id    uuid PRIMARY KEY,
  about      uuid NOT NULL,            -- the aggregate whose event holds the reference
  unit_id    uuid,                     -- whose rights decide who may read it
  text       text,
  salt       bytea,
  sha256     bytea NOT NULL,
  command_id uuid NOT NULL,
  CHECK ((text IS NULL) = (salt IS NULL)));

CREATE TABLE {feed}.relay_cursor (     -- one row: positions that the relay has looked at, and has had acknowledged
  only_row        bool PRIMARY KEY DEFAULT true CHECK (only_row),
  scanned         bigint NOT NULL DEFAULT 0,
  published       bigint NOT NULL DEFAULT 0,
  published_chain bytea NOT NULL DEFAULT '\x',
  forked          text);               -- why the feed stands still, where it does
INSERT INTO {feed}.relay_cursor DEFAULT VALUES;
