-- What units were given to work with, and what they held above the cells. What is withdrawn leaves no row.
CREATE TABLE {schema}.practice (
  keeper text NOT NULL, practice_id uuid NOT NULL, unit_id uuid NOT NULL, title text NOT NULL, theme text NOT NULL,
  recorded_on date NOT NULL, content_text_id uuid NOT NULL,
  PRIMARY KEY (keeper, practice_id));
CREATE INDEX practice_of_unit ON {schema}.practice (keeper, unit_id);

CREATE TABLE {schema}.sharing (
  keeper text NOT NULL, practice_id uuid NOT NULL, with_unit_id uuid NOT NULL, sharer_id uuid NOT NULL,
  shared_on date NOT NULL,
  PRIMARY KEY (keeper, practice_id, with_unit_id));
CREATE INDEX sharing_with_unit ON {schema}.sharing (keeper, with_unit_id);

CREATE TABLE {schema}.guidance (
  keeper text NOT NULL, guidance_id uuid NOT NULL, issuer_id uuid NOT NULL, number text NOT NULL, title text NOT NULL,
  issued_on date NOT NULL, period text NOT NULL, from_on date NOT NULL, until_on date NOT NULL,
  for_unit_id uuid NOT NULL, text_id uuid,
  PRIMARY KEY (keeper, guidance_id));
CREATE INDEX guidance_by_day ON {schema}.guidance (keeper, until_on);

-- It stays when the guidance goes, and counts again where the same guidance is issued anew.
CREATE TABLE {schema}.taking_up (
  keeper text NOT NULL, guidance_id uuid NOT NULL, cell_id uuid NOT NULL, meeting_id uuid NOT NULL,
  taken_up_on date NOT NULL,
  PRIMARY KEY (keeper, guidance_id, cell_id));

CREATE TABLE {schema}.gathering (
  keeper text NOT NULL, gathering_id uuid NOT NULL, unit_id uuid NOT NULL, held_on date NOT NULL, forms text[] NOT NULL,
  conclusions_text_id uuid,
  told text NOT NULL,                      -- the body of the event that told of it last
  corrections integer NOT NULL DEFAULT 0,
  PRIMARY KEY (keeper, gathering_id));
CREATE INDEX gathering_of_unit ON {schema}.gathering (keeper, unit_id, held_on);

-- Under which code a unit is registered from a day on. Of two for one day the later recorded one counts.
CREATE TABLE {schema}.code (
  keeper text NOT NULL, unit_id uuid NOT NULL, from_on date NOT NULL, position bigint NOT NULL, code text NOT NULL,
  PRIMARY KEY (keeper, unit_id, from_on, position));
