-- Meetings held, moved, due.
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
met AS (
  SELECT DISTINCT ON (d.unit_id, d.month) m.*
    FROM due d JOIN meeting m ON m.unit_id = d.unit_id AND m.month = d.month AND m.kind = 'regular'
   ORDER BY d.unit_id, d.month, m.position),
met_on_a_theme AS (
  SELECT DISTINCT ON (d.unit_id) m.*
    FROM due d JOIN meeting m ON m.unit_id = d.unit_id AND m.month BETWEEN $2 AND $3 AND m.kind = 'thematic'
   WHERE d.due_on = $3 ORDER BY d.unit_id, m.position)

-- evidence
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
SELECT 'meetings_moved', 'meetings', position, unit_id, day, 1, 0 FROM move
UNION ALL
SELECT 'month_differs', 'meetings', position, unit_id, day, 1, 0 FROM held
   WHERE kind <> 'extraordinary' AND date_trunc('month', day::timestamp) <> month
