CREATE TABLE {schema}.assignment_fact (   -- in force from a day until a day, both included
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  told_by bigint NOT NULL, assignment_id uuid NOT NULL, notice_id uuid NOT NULL, person_id uuid NOT NULL,
  unit_id uuid NOT NULL, from_on date NOT NULL, until_on date NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX assignment_fact_unit_idx ON {schema}.assignment_fact (keeper, unit_id);
CREATE INDEX assignment_fact_assignment_idx ON {schema}.assignment_fact (keeper, assignment_id);
CREATE INDEX assignment_fact_notice_idx ON {schema}.assignment_fact (keeper, notice_id);

CREATE TABLE {schema}.change_told_fact (   -- an observer was told that a meeting was moved or called off; the day is the former one
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  assignment_id uuid NOT NULL, meeting_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, change text NOT NULL,
  former_starts_at timestamptz NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX change_told_fact_unit_idx ON {schema}.change_told_fact (keeper, unit_id, day);

CREATE TABLE {schema}.visit_fact (
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  visit_id uuid NOT NULL, meeting_id uuid NOT NULL, person_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX visit_fact_unit_idx ON {schema}.visit_fact (keeper, unit_id, day);
CREATE INDEX visit_fact_visit_idx ON {schema}.visit_fact (keeper, visit_id);
