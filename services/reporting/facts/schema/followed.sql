CREATE TABLE {schema}.resolution_fact (   -- the day is that of the meeting that adopted it; repeats: a point in words used before, NULL without words
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  told_by bigint NOT NULL, resolution_id uuid NOT NULL, meeting_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL,
  carried_out_on date, repeats bool,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX resolution_fact_resolution_idx ON {schema}.resolution_fact (keeper, resolution_id);

CREATE TABLE {schema}.review_fact (   -- a later meeting reviewed a resolution, on its day
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  resolution_id uuid NOT NULL, meeting_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL,
  done int NOT NULL, points int NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX review_fact_resolution_idx ON {schema}.review_fact (keeper, resolution_id);

CREATE TABLE {schema}.task_fact (   -- the tasks of a month, on the day on which they were given
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  tasks_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, assigned int NOT NULL, reviewed int NOT NULL, done int NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX task_fact_tasks_idx ON {schema}.task_fact (keeper, tasks_id);

CREATE TABLE {schema}.gathering_fact (   -- opinions NULL: nobody counted; split: those counted by theme
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  gathering_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, forms text[] NOT NULL, papers int NOT NULL,
  opinions int, split int NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX gathering_fact_gathering_idx ON {schema}.gathering_fact (keeper, gathering_id);

CREATE TABLE {schema}.guidance_fact (   -- to be taken up by every cell below for_unit_id until a day
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  guidance_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, for_unit_id uuid NOT NULL, until_on date NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX guidance_fact_guidance_idx ON {schema}.guidance_fact (keeper, guidance_id);

CREATE TABLE {schema}.taking_up_fact (   -- a cell took guidance up
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  guidance_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX taking_up_fact_guidance_idx ON {schema}.taking_up_fact (keeper, guidance_id, unit_id);

CREATE TABLE {schema}.practice_fact (   -- a unit does something well
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  practice_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX practice_fact_practice_idx ON {schema}.practice_fact (keeper, practice_id);

CREATE TABLE {schema}.sharing_fact (   -- a good practice was passed on; the unit is the one that it was passed on to
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  practice_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX sharing_fact_practice_idx ON {schema}.sharing_fact (keeper, practice_id, unit_id);
