-- Which assignments are in force on a day; of our own notices, so that nobody need load one to look a cell up.
CREATE TABLE {schema}.notice (
  keeper text NOT NULL, notice_id uuid NOT NULL, issued_on date NOT NULL, unannounced bool NOT NULL,
  PRIMARY KEY (keeper, notice_id));

CREATE TABLE {schema}.assignment (
  keeper text NOT NULL, assignment_id uuid NOT NULL, notice_id uuid NOT NULL, person_id uuid NOT NULL,
  cell_id uuid NOT NULL, from_on date NOT NULL,
  until_on date NOT NULL,                  -- the last day in force; a release brings it forward
  PRIMARY KEY (keeper, assignment_id));
CREATE INDEX ON {schema}.assignment (keeper, cell_id, from_on);
CREATE INDEX ON {schema}.assignment (keeper, person_id, from_on);
