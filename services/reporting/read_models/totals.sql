-- The sums of each keeper's quarter, kept beside the facts: what they were counted at says whether they still hold.
CREATE TABLE IF NOT EXISTS reporting_totals.kept (
  keeper     text NOT NULL,
  quarter    text NOT NULL,
  counted_at text NOT NULL,      -- positions, parked events, the tables and the catalogue that they are counted from
  report     text NOT NULL,      -- the report, JSON
  sums       text NOT NULL,      -- its figures in numbers alone, JSON
  groups     text NOT NULL,      -- the reporting groups of its cell types, JSON
  PRIMARY KEY (keeper, quarter));

-- The same at other moments, and under the structure of a day: what was counted once, in numbers alone.
CREATE TABLE IF NOT EXISTS reporting_totals.part (
  keeper       text NOT NULL,
  quarter      text NOT NULL,
  structure_on date,                -- NULL: the structure of each fact's own day
  counted_with text NOT NULL,       -- whose facts count, their parked events, the tables, the catalogue
  positions    bigint[] NOT NULL,   -- at which it was counted: of each of them in the order of names, the feeds in theirs
  total        bigint NOT NULL,     -- the sum of the positions, by which what was counted near a moment is found
  sums         text NOT NULL,       -- the figures in numbers alone, JSON
  groups       text NOT NULL,
  counted_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE NULLS NOT DISTINCT (keeper, quarter, structure_on, counted_with, positions));
CREATE INDEX IF NOT EXISTS part_near_idx ON reporting_totals.part (keeper, quarter, total);
