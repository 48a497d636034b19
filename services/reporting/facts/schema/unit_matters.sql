CREATE TABLE {schema}.cell_committee_fact (   -- a cell's committee from its day on, until there is a later one
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  unit_id uuid NOT NULL, day date NOT NULL, seats int NOT NULL, filled int NOT NULL, secretary bool NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX cell_committee_fact_unit_idx ON {schema}.cell_committee_fact (keeper, unit_id, day);

CREATE TABLE {schema}.training_fact (   -- unit_id: who held it
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  training_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, topic text NOT NULL, participants int NOT NULL, secretaries int NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX training_fact_training_idx ON {schema}.training_fact (keeper, training_id);
CREATE INDEX training_fact_day_idx ON {schema}.training_fact (keeper, day);

CREATE TABLE {schema}.recruitment_fact (   -- as of its day; admitted_this_year: since the first of January
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  unit_id uuid NOT NULL, day date NOT NULL, candidates int NOT NULL, admitted_this_year int NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX recruitment_fact_unit_idx ON {schema}.recruitment_fact (keeper, unit_id, day);

CREATE TABLE {schema}.recruitment_stage_fact (   -- the same report, one row for each stage that it names
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  unit_id uuid NOT NULL, day date NOT NULL, stage text NOT NULL, candidates int NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX recruitment_stage_fact_unit_idx ON {schema}.recruitment_stage_fact (keeper, unit_id, day);

CREATE TABLE {schema}.dual_affiliation_fact (   -- members of other cells who live here, as of its day
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  unit_id uuid NOT NULL, day date NOT NULL, members int NOT NULL, remarks_asked int NOT NULL, remarks_given int NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX dual_affiliation_fact_unit_idx ON {schema}.dual_affiliation_fact (keeper, unit_id, day);
