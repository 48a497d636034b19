-- criteria: true all met, false one failed, NULL not known; on_topics: opinions counted by topic, NULL where none were;
-- standing: whether it had a standing theme, NULL not noted; theme in small letters, to be compared.
CREATE TABLE {schema}.meeting_fact (
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  meeting_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, month date NOT NULL, kind text NOT NULL,
  present int NOT NULL, expected int NOT NULL, excused int NOT NULL, unexcused int NOT NULL,
  opinions int NOT NULL, duration_minutes int NOT NULL, criteria bool,
  theme text, on_topics int, standing bool, unexcused_in_three_months int,
  merged bool NOT NULL, corrected bool NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX meeting_fact_unit_idx ON {schema}.meeting_fact (keeper, unit_id, day);
CREATE INDEX meeting_fact_meeting_idx ON {schema}.meeting_fact (keeper, meeting_id);
CREATE INDEX meeting_fact_day_idx ON {schema}.meeting_fact (day) WHERE known_until IS NULL;   -- the newest of a whole city

CREATE TABLE {schema}.move_fact (   -- a meeting was moved or called off (new_day NULL); the day is the former one
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  meeting_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, change text NOT NULL,
  former_starts_at timestamptz NOT NULL, new_day date,
  PRIMARY KEY (keeper, position, number));

CREATE TABLE {schema}.agenda_fact (   -- what was ready before a meeting, which may be held later or never
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  meeting_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL,
  committee_met_on date, papers_sent_on date, papers_ahead_days int NOT NULL,
  draft_resolution_ready bool NOT NULL, superior_notified bool NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX agenda_fact_meeting_idx ON {schema}.agenda_fact (keeper, meeting_id);

CREATE TABLE {schema}.theme_fact (   -- the day is the first of the quarter
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  unit_id uuid NOT NULL, day date NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX theme_fact_unit_idx ON {schema}.theme_fact (keeper, unit_id, day);
