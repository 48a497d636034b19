-- What an issue was from a day on until the day before another. day: when it was raised; told_by: the event that raised it;
-- settled_by, marked_by: the one that settled it, or made it a hot spot, NULL where it is not.
CREATE TABLE {schema}.issue_spell (
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  told_by bigint NOT NULL, issue_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL,
  from_on date NOT NULL, until_on date NOT NULL, state text NOT NULL, due_on date NOT NULL,
  hot_spot bool NOT NULL, marked_by bigint, recurrent bool NOT NULL, settled_by bigint,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX issue_spell_issue_idx ON {schema}.issue_spell (keeper, issue_id);
