-- In the place of the tables of these names, where units are counted under the structure of one day.
-- $9 to $12: a unit, the type as which it counts, the committee under which, and whether that is an upper one;
-- $13 the upper committees; $14 and $15 types of cells and their groups.
placed AS (
  SELECT * FROM unnest($9::uuid[], $10::text[], $11::uuid[], $12::bool[]) p(unit_id, cell_type, parent_id, direct)),
upper AS (
  SELECT unnest($13::uuid[]) AS unit_id),
member AS (               -- when each unit was there is its own; where and as what it counts is of the day
  SELECT u.unit_id, u.kind, CASE WHEN u.kind = 'cell' THEN p.cell_type END AS cell_type, u.told_by, p.parent_id, p.direct,
         u.valid_from, u.valid_until
    FROM unit u JOIN placed p USING (unit_id)),
type_group AS (
  SELECT * FROM unnest($14::text[], $15::text[]) t(token, group_key))
