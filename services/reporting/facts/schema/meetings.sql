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
