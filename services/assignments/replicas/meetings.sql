-- What the cells have made known of their meetings: announced, moved, called off, held.
CREATE TABLE {schema}.meeting (
  keeper text NOT NULL, meeting_id uuid NOT NULL, cell_id uuid NOT NULL,
  state text NOT NULL,                     -- scheduled, cancelled, held, withdrawn
  starts_at timestamptz, place text, planned_on date,   -- NULL where nobody announced it
  held_on date,                            -- NULL until the record came
  PRIMARY KEY (keeper, meeting_id));
CREATE INDEX ON {schema}.meeting (keeper, cell_id, (coalesce(held_on, planned_on)));
