-- People as rows that can be erased. Names stand here and nowhere else.
CREATE TABLE IF NOT EXISTS registry_people.person (
  keeper      text NOT NULL,
  person_id   uuid NOT NULL,             -- follows from keeper and code
  code        text COLLATE "C" NOT NULL,
  name        text NOT NULL,
  own_cell_id uuid,
  PRIMARY KEY (keeper, person_id));
ALTER TABLE registry_people.person ADD COLUMN IF NOT EXISTS erased boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX IF NOT EXISTS person_code ON registry_people.person (keeper, code);
