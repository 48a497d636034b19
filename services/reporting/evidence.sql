-- The evidence of every figure of a quarter: (key, service, position, unit_id, day, numerator, denominator).
-- $1 keeper, $2 first and $3 last day of the quarter, $4 the unit asked for; the vector: $5 position of the registry, $6 of
-- meetings, $7 of assignments, $8 of ratings.
-- A fact counts if it is known at the vector, and if its unit stood below the unit asked for on the fact's own day. What
-- discharges a duty counts with the duty, wherever its unit stood on the day it was done: so the parts add up to the whole.
WITH RECURSIVE
unit AS (
  SELECT f.* FROM reporting_facts.unit_version f
   WHERE f.keeper = $1 AND f.known_from <= $5 AND (f.known_until IS NULL OR f.known_until > $5)),
upper AS (                -- the keeper's own committee, unless it is itself a grassroots one by the levels in force
  SELECT DISTINCT unit_id FROM unit
   WHERE parent_id IS NULL AND lower(coalesce(level, '')) NOT IN (
     SELECT l.level FROM reporting_facts.level_fact l
      WHERE l.keeper = $1 AND l.known_from <= $5 AND l.effective_from = (
        SELECT max(x.effective_from) FROM reporting_facts.cell_type_fact x
         WHERE x.keeper = $1 AND x.known_from <= $5 AND x.effective_from <= $3))),
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
  SELECT t.token, t.group_key FROM reporting_facts.cell_type_fact t
   WHERE t.keeper = $1 AND t.known_from <= $5 AND t.effective_from = (
     SELECT max(x.effective_from) FROM reporting_facts.cell_type_fact x
      WHERE x.keeper = $1 AND x.known_from <= $5 AND x.effective_from <= $3)),
meeting AS (              -- meetings held in the quarter or for a month of it
  SELECT f.* FROM reporting_facts.meeting_fact f
   WHERE f.keeper = $1 AND f.known_from <= $6 AND (f.known_until IS NULL OR f.known_until > $6)
     AND (f.day BETWEEN $2 AND $3 OR f.month BETWEEN $2 AND $3)),
held AS (                 -- meetings of the quarter: the day they were held on decides
  SELECT m.* FROM meeting m JOIN member c ON c.unit_id = m.unit_id AND m.day >= c.valid_from AND m.day < c.valid_until
   WHERE m.day BETWEEN $2 AND $3),
move AS (
  SELECT f.* FROM reporting_facts.move_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.keeper = $1 AND f.known_from <= $6 AND f.day BETWEEN $2 AND $3),
rating AS (               -- scores of the quarter's meetings: a score counts with its meeting, on the meeting's day
  SELECT f.position, f.meeting_id, f.rater, f.total, h.unit_id, h.day, h.kind
    FROM reporting_facts.rating_fact f JOIN held h ON h.meeting_id = f.meeting_id
   WHERE f.keeper = $1 AND f.known_from <= $8 AND (f.known_until IS NULL OR f.known_until > $8)),
made AS (                 -- visits of the quarter, to whichever cell
  SELECT f.* FROM reporting_facts.visit_fact f
   WHERE f.keeper = $1 AND f.known_from <= $7 AND (f.known_until IS NULL OR f.known_until > $7) AND f.day BETWEEN $2 AND $3),
visit AS (
  SELECT f.* FROM made f JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until),
in_force AS (             -- assignments in force on the last day to cells that exist that day
  SELECT f.* FROM reporting_facts.assignment_fact f JOIN standing c ON c.unit_id = f.unit_id AND c.kind = 'cell'
   WHERE f.keeper = $1 AND f.known_from <= $7 AND (f.known_until IS NULL OR f.known_until > $7)
     AND $3 BETWEEN f.from_on AND f.until_on),
roll AS (                 -- the last roll at or before the last day
  SELECT DISTINCT ON (f.unit_id) f.* FROM reporting_facts.roll_fact f JOIN standing c ON c.unit_id = f.unit_id
   WHERE f.keeper = $1 AND f.known_from <= $5 AND (f.known_until IS NULL OR f.known_until > $5) AND f.day <= $3
   ORDER BY f.unit_id, f.day DESC, f.position DESC),
due AS (                  -- one duty a month; its due day is the month's last, on which the cell must exist
  SELECT c.unit_id, c.told_by, d.month, d.due_on
    FROM (SELECT m::date AS month, (m + interval '1 month' - interval '1 day')::date AS due_on
            FROM generate_series($2::date::timestamp, $3::date::timestamp, interval '1 month') m) d
    JOIN member c ON c.kind = 'cell' AND c.valid_from <= d.due_on AND c.valid_until > d.due_on),
line AS (                 -- in which lines of coverage a cell is counted; groups of types among the subordinate cells only
  SELECT c.unit_id, c.told_by, k.key
    FROM standing c LEFT JOIN type_group g ON g.token = c.cell_type
   CROSS JOIN LATERAL (VALUES ('all'), (CASE WHEN c.direct THEN 'district_direct' ELSE 'subordinate' END),
                              (CASE WHEN NOT c.direct THEN g.group_key END)) k(key)
   WHERE c.kind = 'cell' AND k.key IS NOT NULL),
-- What counts once however often it happened, by its first event. Apart from the list below, so that asking for one
-- figure leaves the others uncounted: PostgreSQL looks at the key of a branch before it runs it, but not past a DISTINCT.
observer AS (
  SELECT DISTINCT ON (person_id) * FROM in_force ORDER BY person_id, told_by),
first_assigned AS (
  SELECT DISTINCT ON (unit_id) * FROM in_force ORDER BY unit_id, told_by),
first_visit AS (
  SELECT DISTINCT ON (unit_id) * FROM made ORDER BY unit_id, position),
met AS (
  SELECT DISTINCT ON (d.unit_id, d.month) m.*
    FROM due d JOIN meeting m ON m.unit_id = d.unit_id AND m.month = d.month AND m.kind = 'regular'
   ORDER BY d.unit_id, d.month, m.position),
met_on_a_theme AS (
  SELECT DISTINCT ON (d.unit_id) m.*
    FROM due d JOIN meeting m ON m.unit_id = d.unit_id AND m.month BETWEEN $2 AND $3 AND m.kind = 'thematic'
   WHERE d.due_on = $3 ORDER BY d.unit_id, m.position),
evidence AS (
  SELECT 'members' AS key, 'registry' AS service, position, unit_id, day, official + probationary AS numerator, 0 AS denominator FROM roll
  UNION ALL
  SELECT CASE WHEN kind = 'committee' THEN 'grassroots_committees' WHEN direct THEN 'grassroots_cells' ELSE 'subordinate_cells' END,
         'registry', told_by, unit_id, $3, 1, 0
    FROM standing WHERE kind = 'cell' OR direct OR (parent_id IS NULL AND unit_id NOT IN (SELECT unit_id FROM upper))
  UNION ALL
  SELECT 'observers', 'assignments', told_by, unit_id, from_on, 1, 0 FROM observer
  UNION ALL
  SELECT 'assignments', 'assignments', told_by, unit_id, from_on, 1, 0 FROM in_force
  UNION ALL
  SELECT 'meetings_regular', 'registry', told_by, unit_id, due_on, 0, 1 FROM due
  UNION ALL
  SELECT 'meetings_regular', 'meetings', position, unit_id, day, 1, 0 FROM met
  UNION ALL
  SELECT 'meetings_thematic', 'registry', told_by, unit_id, due_on, 0, 1 FROM due WHERE due_on = $3
  UNION ALL
  SELECT 'meetings_thematic', 'meetings', position, unit_id, day, 1, 0 FROM met_on_a_theme
  UNION ALL
  SELECT 'attendance_' || kind, 'meetings', position, unit_id, day, present, expected FROM held WHERE kind IN ('regular', 'thematic')
  UNION ALL
  SELECT 'criteria_met', 'meetings', position, unit_id, day, CASE WHEN criteria THEN 1 ELSE 0 END, 1 FROM held WHERE kind = 'regular'
  UNION ALL
  SELECT 'criteria_not_known', 'meetings', position, unit_id, day, 1, 0 FROM held WHERE kind = 'regular' AND criteria IS NULL
  UNION ALL
  SELECT 'opinions', 'meetings', position, unit_id, day, opinions, 1 FROM held
  UNION ALL
  SELECT 'self_rated', 'meetings', position, unit_id, day, 0, 1 FROM held WHERE kind <> 'extraordinary'
  UNION ALL
  SELECT 'self_rated', 'ratings', position, unit_id, day, 1, 0 FROM rating WHERE rater = 'self' AND kind <> 'extraordinary'
  UNION ALL
  SELECT rater || '_score', 'ratings', position, unit_id, day, total, 1 FROM rating WHERE rater IN ('self', 'observer')
  UNION ALL
  SELECT 'divergence', 'ratings', o.position, o.unit_id, o.day, s.total - o.total, 1
    FROM rating o JOIN rating s ON s.meeting_id = o.meeting_id AND s.rater = 'self' WHERE o.rater = 'observer'
  UNION ALL
  SELECT 'visits', 'assignments', position, unit_id, day, 1, 0 FROM visit
  UNION ALL
  SELECT 'meetings_moved', 'meetings', position, unit_id, day, 1, 0 FROM move
  UNION ALL
  SELECT 'month_differs', 'meetings', position, unit_id, day, 1, 0 FROM held
   WHERE kind <> 'extraordinary' AND date_trunc('month', day::timestamp) <> month
  UNION ALL
  SELECT 'assigned_' || key, 'registry', told_by, unit_id, $3, 0, 1 FROM line
  UNION ALL
  SELECT 'assigned_' || l.key, 'assignments', f.told_by, l.unit_id, f.from_on, 1, 0 FROM line l JOIN first_assigned f USING (unit_id)
  UNION ALL
  SELECT 'visited_' || key, 'registry', told_by, unit_id, $3, 0, 1 FROM line
  UNION ALL
  SELECT 'visited_' || l.key, 'assignments', f.position, l.unit_id, f.day, 1, 0 FROM line l JOIN first_visit f USING (unit_id))
