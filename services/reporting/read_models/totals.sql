-- The sums of each keeper's quarter, kept beside the facts: what they were counted at says whether they still hold.
CREATE TABLE IF NOT EXISTS reporting_totals.kept (
  keeper     text NOT NULL,
  quarter    text NOT NULL,
  counted_at text NOT NULL,      -- positions, parked events, the tables and the catalogue that they are counted from
  report     text NOT NULL,      -- the report, JSON
  sums       text NOT NULL,      -- its figures in numbers alone, JSON
  groups     text NOT NULL,      -- the reporting groups of its cell types, JSON
  PRIMARY KEY (keeper, quarter));
