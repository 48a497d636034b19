-- Meetings that count as held, and the visits that count as made, of every keeper.
CREATE TABLE {schema}.meeting (
  keeper     text NOT NULL,
  meeting_id uuid NOT NULL,
  cell_id    uuid NOT NULL,
  kind       text NOT NULL,
  month      date NOT NULL,
  held_on    date NOT NULL,
  moved_because text,                      -- the reason, as JSON, for which its minutes were last corrected to another day;
                                           -- or else for which the record was withdrawn in whose place this one came
  PRIMARY KEY (keeper, meeting_id));

CREATE TABLE {schema}.withdrawn (          -- also of what was recorded again since
  keeper     text NOT NULL,
  meeting_id uuid NOT NULL,
  reason     text NOT NULL,                -- of the last withdrawal, as JSON
  PRIMARY KEY (keeper, meeting_id));

CREATE TABLE {schema}.visit (
  keeper     text NOT NULL,
  visit_id   uuid NOT NULL,
  meeting_id uuid NOT NULL,
  person_id  uuid NOT NULL,
  PRIMARY KEY (keeper, visit_id));
CREATE INDEX ON {schema}.visit (keeper, meeting_id, person_id);
