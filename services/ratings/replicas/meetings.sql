-- Meetings that count as held, and the visits that count as made, of every keeper.
CREATE TABLE {schema}.meeting (
  keeper     text NOT NULL,
  meeting_id uuid NOT NULL,
  cell_id    uuid NOT NULL,
  kind       text NOT NULL,
  month      date NOT NULL,
  held_on    date NOT NULL,
  moved_because text,                      -- the reason, as JSON, for which its minutes were last corrected to another day
  PRIMARY KEY (keeper, meeting_id));

CREATE TABLE {schema}.visit (
  keeper     text NOT NULL,
  visit_id   uuid NOT NULL,
  meeting_id uuid NOT NULL,
  person_id  uuid NOT NULL,
  PRIMARY KEY (keeper, visit_id));
CREATE INDEX ON {schema}.visit (keeper, meeting_id, person_id);
