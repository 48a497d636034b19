-- Which scores stand and when they were given, with the meeting that each is of: what goes when the meeting goes.
CREATE TABLE {schema}.score (
  keeper      text NOT NULL,
  rating_id   uuid NOT NULL,
  meeting_id  uuid NOT NULL,
  observer_id uuid,                        -- whose visit it rests on as well
  given_at    timestamptz NOT NULL,
  PRIMARY KEY (keeper, rating_id));
CREATE INDEX ON {schema}.score (keeper, meeting_id);
