-- Which units stood where in the quarter, what stood there on its last day, and which duties fell due.
unit AS (
  SELECT f.* FROM known.unit_version f),
upper AS (                -- the keeper's own committee, unless it is itself a grassroots one by the levels in force
  SELECT DISTINCT unit_id FROM unit
   WHERE parent_id IS NULL AND lower(coalesce(level, '')) NOT IN (
     SELECT l.level FROM known.level_fact l
      WHERE l.effective_from = (
        SELECT max(x.effective_from) FROM known.cell_type_fact x
         WHERE x.effective_from <= $3))),
scope AS (                -- which units stood below the one asked for, and from when until when
  SELECT unit_id, min(valid_from) AS valid_from, max(valid_until) AS valid_until FROM unit WHERE unit_id = $4 GROUP BY unit_id
  UNION ALL
  SELECT c.unit_id, greatest(c.valid_from, s.valid_from), least(c.valid_until, s.valid_until)
    FROM scope s JOIN unit c ON c.parent_id = s.unit_id AND c.valid_from < s.valid_until AND c.valid_until > s.valid_from),
member AS (               -- the same with what each unit was then
  SELECT u.unit_id, u.kind, u.cell_type, u.told_by, u.parent_id,
         u.parent_id IN (SELECT unit_id FROM upper) AS direct,
         greatest(u.valid_from, s.valid_from) AS valid_from, least(u.valid_until, s.valid_until) AS valid_until
    FROM scope s JOIN unit u ON u.unit_id = s.unit_id AND u.valid_from < s.valid_until AND u.valid_until > s.valid_from),
standing AS (             -- units that exist on the last day
  SELECT * FROM member WHERE valid_from <= $3 AND valid_until > $3),
type_group AS (           -- the catalogue of types in force on the last day
  SELECT t.token, t.group_key FROM known.cell_type_fact t
   WHERE t.effective_from = (
     SELECT max(x.effective_from) FROM known.cell_type_fact x
      WHERE x.effective_from <= $3)),
there AS (                -- where every unit stood on the last day itself, also where it is counted under another one today
  SELECT unit_id, parent_id FROM unit WHERE valid_from <= $3 AND valid_until > $3),
roll AS (                 -- the last roll at or before the last day
  SELECT DISTINCT ON (f.unit_id) f.* FROM known.roll_fact f JOIN there c ON c.unit_id = f.unit_id
   WHERE f.day <= $3
   ORDER BY f.unit_id, f.day DESC, f.position DESC),
roll_number AS (          -- a row for each category of which a roll counts any
  SELECT r.position, r.unit_id, r.day, n.category, n.members
    FROM roll r CROSS JOIN LATERAL (VALUES
      ('official', official), ('probationary', probationary), ('exempt', exempt), ('temporarily_away', temporarily_away),
      ('temporarily_here', temporarily_here), ('special_duty', special_duty), ('in_post', in_post)) n(category, members)
   WHERE n.members > 0),
roll_above AS (           -- units below which another one counts some of the category: their number is of the same people
  SELECT t.parent_id AS unit_id, n.category FROM roll_number n JOIN there t ON t.unit_id = n.unit_id
  UNION
  SELECT t.parent_id, a.category FROM roll_above a JOIN there t ON t.unit_id = a.unit_id),
roll_once AS (
  SELECT n.* FROM roll_number n JOIN standing c ON c.unit_id = n.unit_id
   WHERE NOT EXISTS (SELECT FROM roll_above a WHERE a.unit_id = n.unit_id AND a.category = n.category)),
due AS (                  -- one duty a month; its due day is the month's last, on which the cell must exist
  SELECT c.unit_id, c.told_by, d.month, d.due_on
    FROM (SELECT m::date AS month, (m + interval '1 month' - interval '1 day')::date AS due_on
            FROM generate_series($2::date::timestamp, $3::date::timestamp, interval '1 month') m) d
    JOIN member c ON c.kind = 'cell' AND c.valid_from <= d.due_on AND c.valid_until > d.due_on),
passed AS (               -- duties of cells that are another keeper's by now: only lens `today` knows of them
  SELECT NULL::text AS keeper, unit_id, month, due_on FROM due WHERE false),
line AS (                 -- in which lines of coverage a cell is counted; groups of types among the subordinate cells only
  SELECT c.unit_id, c.told_by, k.key
    FROM standing c LEFT JOIN type_group g ON g.token = c.cell_type
   CROSS JOIN LATERAL (VALUES ('all'), (CASE WHEN c.direct THEN 'district_direct' ELSE 'subordinate' END),
                              (CASE WHEN NOT c.direct THEN g.group_key END)) k(key)
   WHERE c.kind = 'cell' AND k.key IS NOT NULL)

-- evidence
SELECT 'members', 'registry', position, unit_id, day, sum(members)::int, 0
  FROM roll_once WHERE category IN ('official', 'probationary') GROUP BY position, unit_id, day
UNION ALL
SELECT 'rolls_reported', 'registry', told_by, unit_id, $3, 0, 1 FROM standing WHERE kind = 'cell'
UNION ALL
SELECT 'rolls_reported', 'registry', r.position, r.unit_id, r.day, 1, 0 FROM roll r JOIN standing s USING (unit_id) WHERE s.kind = 'cell'
UNION ALL
SELECT CASE WHEN kind = 'committee' THEN 'grassroots_committees' WHEN direct THEN 'grassroots_cells' ELSE 'subordinate_cells' END,
         'registry', told_by, unit_id, $3, 1, 0
    FROM standing WHERE kind = 'cell' OR direct OR (parent_id IS NULL AND unit_id NOT IN (SELECT unit_id FROM upper))
