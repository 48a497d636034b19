-- What observers have done: visits, what was found there, reports; of our own feed.
CREATE TABLE {schema}.notice (
  keeper text NOT NULL, notice_id uuid NOT NULL, issuer_id uuid NOT NULL,
  PRIMARY KEY (keeper, notice_id));

CREATE TABLE {schema}.assignment (
  keeper text NOT NULL, assignment_id uuid NOT NULL, notice_id uuid NOT NULL, person_id uuid NOT NULL,
  cell_id uuid NOT NULL, from_on date NOT NULL,
  until_on date NOT NULL,                  -- the last day in force; before from_on where it never was
  PRIMARY KEY (keeper, assignment_id));
CREATE INDEX ON {schema}.assignment (keeper, person_id, from_on);
CREATE INDEX ON {schema}.assignment (keeper, notice_id);

CREATE TABLE {schema}.visit (
  keeper text NOT NULL, visit_id uuid NOT NULL, person_id uuid NOT NULL, cell_id uuid NOT NULL,
  meeting_id uuid NOT NULL, visited_on date NOT NULL, withdrawn bool NOT NULL DEFAULT false,
  PRIMARY KEY (keeper, visit_id));
CREATE INDEX ON {schema}.visit (keeper, person_id, visited_on);

CREATE TABLE {schema}.finding (
  keeper text NOT NULL, visit_id uuid NOT NULL, place int NOT NULL, finding_id uuid NOT NULL, heading text NOT NULL,
  topic text, text_id uuid NOT NULL,
  PRIMARY KEY (keeper, visit_id, place));

CREATE TABLE {schema}.report (
  keeper text NOT NULL, report_id uuid NOT NULL, person_id uuid NOT NULL, issuer_id uuid NOT NULL,
  quarter text NOT NULL, state text NOT NULL, revision int NOT NULL, submitted_on date NOT NULL, due_on date NOT NULL,
  first_submitted_on date NOT NULL,        -- decides whether it came in time
  PRIMARY KEY (keeper, report_id));
CREATE INDEX ON {schema}.report (keeper, quarter);
