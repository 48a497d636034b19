-- Every withdrawal of a meeting or of a visit, also of one that was recorded again since.
CREATE TABLE {schema}.withdrawal (
  keeper       text NOT NULL,
  source       text NOT NULL,
  position     bigint NOT NULL,            -- with both before: the event
  meeting_id   uuid NOT NULL,
  observer_id  uuid,                       -- whose visit it was; NULL: the meeting itself
  withdrawn_at timestamptz NOT NULL,
  reason       text NOT NULL,              -- JSON: which text it is, not the text
  PRIMARY KEY (keeper, source, position));
CREATE INDEX ON {schema}.withdrawal (keeper, meeting_id);
