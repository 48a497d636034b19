-- One row per fact of an event, unique by (keeper, service, position, number). `known_from` and `known_until` are positions of
-- the fact's own feed: a correction closes the former row and adds one, so what was known at any position can be read again.

CREATE TABLE {schema}.told (   -- the events themselves: what evidence opens to
  keeper text NOT NULL, service text NOT NULL, position bigint NOT NULL,
  contract text NOT NULL, aggregate_id uuid NOT NULL, recorded_at timestamptz NOT NULL, actor text NOT NULL,
  unit_id uuid, day date, until_on date, reason uuid,   -- what it is about, and the text that says why
  PRIMARY KEY (keeper, service, position));
CREATE INDEX told_unit_idx ON {schema}.told (keeper, unit_id) WHERE unit_id IS NOT NULL;
CREATE INDEX told_recorded_idx ON {schema}.told (keeper, service, recorded_at);

CREATE TABLE {schema}.unit_version (   -- told_by: the event that says the unit is there
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  told_by bigint NOT NULL, unit_id uuid NOT NULL, valid_from date NOT NULL, valid_until date NOT NULL,
  code text NOT NULL, name text NOT NULL, kind text NOT NULL, level text, cell_type text, parent_id uuid,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX unit_version_unit_idx ON {schema}.unit_version (keeper, unit_id);
CREATE INDEX unit_version_parent_idx ON {schema}.unit_version (keeper, parent_id);

CREATE TABLE {schema}.cell_type_fact (
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  version text NOT NULL, effective_from date NOT NULL, token text NOT NULL,
  group_key text NOT NULL, group_vi text NOT NULL, group_en text NOT NULL, group_order int NOT NULL,
  PRIMARY KEY (keeper, position, number));

CREATE TABLE {schema}.level_fact (   -- levels on which a committee is a grassroots one, in small letters
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  effective_from date NOT NULL, level text NOT NULL,
  PRIMARY KEY (keeper, position, number));

CREATE TABLE {schema}.roll_fact (
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  unit_id uuid NOT NULL, day date NOT NULL,
  official int NOT NULL, probationary int NOT NULL, exempt int NOT NULL, temporarily_away int NOT NULL,
  temporarily_here int NOT NULL, special_duty int NOT NULL, in_post int NOT NULL, admitted int NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX roll_fact_unit_idx ON {schema}.roll_fact (keeper, unit_id, day);

CREATE TABLE {schema}.assignment_fact (   -- in force from a day until a day, both included
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  told_by bigint NOT NULL, assignment_id uuid NOT NULL, notice_id uuid NOT NULL, person_id uuid NOT NULL,
  unit_id uuid NOT NULL, from_on date NOT NULL, until_on date NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX assignment_fact_unit_idx ON {schema}.assignment_fact (keeper, unit_id);
CREATE INDEX assignment_fact_assignment_idx ON {schema}.assignment_fact (keeper, assignment_id);

CREATE TABLE {schema}.meeting_fact (   -- criteria: true all met, false one failed, NULL not known
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  meeting_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, month date NOT NULL, kind text NOT NULL,
  present int NOT NULL, expected int NOT NULL, excused int NOT NULL, unexcused int NOT NULL,
  opinions int NOT NULL, duration_minutes int NOT NULL, criteria bool,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX meeting_fact_unit_idx ON {schema}.meeting_fact (keeper, unit_id, day);
CREATE INDEX meeting_fact_meeting_idx ON {schema}.meeting_fact (keeper, meeting_id);

CREATE TABLE {schema}.move_fact (   -- a meeting was moved or called off; the day is the former one
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  meeting_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, change text NOT NULL,
  PRIMARY KEY (keeper, position, number));

CREATE TABLE {schema}.visit_fact (
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  visit_id uuid NOT NULL, meeting_id uuid NOT NULL, person_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX visit_fact_unit_idx ON {schema}.visit_fact (keeper, unit_id, day);
CREATE INDEX visit_fact_visit_idx ON {schema}.visit_fact (keeper, visit_id);

CREATE TABLE {schema}.rating_fact (   -- total in hundredths of a point
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  rating_id uuid NOT NULL, meeting_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL,
  rater text NOT NULL, rater_id uuid NOT NULL, total int NOT NULL, grade text NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX rating_fact_unit_idx ON {schema}.rating_fact (keeper, unit_id, day);
CREATE INDEX rating_fact_meeting_idx ON {schema}.rating_fact (keeper, meeting_id);
CREATE INDEX rating_fact_rating_idx ON {schema}.rating_fact (keeper, rating_id);
