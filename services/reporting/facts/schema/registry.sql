CREATE TABLE {schema}.unit_version (   -- told_by: the event that says the unit is there
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  told_by bigint NOT NULL, unit_id uuid NOT NULL, valid_from date NOT NULL, valid_until date NOT NULL,
  code text NOT NULL, name text NOT NULL, kind text NOT NULL, level text, cell_type text, parent_id uuid,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX unit_version_unit_idx ON {schema}.unit_version (keeper, unit_id);
CREATE INDEX unit_version_parent_idx ON {schema}.unit_version (keeper, parent_id);

CREATE TABLE {schema}.lineage (   -- from its day on the successor continues the predecessor, in figures too where it is principal
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  kind text NOT NULL, predecessor_id uuid NOT NULL, successor_id uuid NOT NULL, principal bool NOT NULL, day date NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX lineage_predecessor_idx ON {schema}.lineage (keeper, predecessor_id);
CREATE INDEX lineage_successor_idx ON {schema}.lineage (keeper, successor_id);

CREATE TABLE {schema}.passing (   -- a unit that is another keeper's from its day on, or was until then: told by either side
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  unit_id uuid NOT NULL, other_keeper text NOT NULL, day date NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX passing_unit_idx ON {schema}.passing (keeper, unit_id);

CREATE TABLE {schema}.level_name_fact (   -- number: the order of the levels, from the topmost down
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  version text NOT NULL, effective_from date NOT NULL, level text NOT NULL, name_vi text NOT NULL, name_en text NOT NULL,
  PRIMARY KEY (keeper, position, number));

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
