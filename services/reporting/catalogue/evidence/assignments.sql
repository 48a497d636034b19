-- Visits, and assignments in force; coverage by both.
made AS (                 -- visits of the quarter, to whichever cell
  SELECT f.* FROM known.visit_fact f
   WHERE f.day BETWEEN $2 AND $3),
visit AS (
  SELECT f.* FROM made f JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until),
in_force AS (             -- assignments in force on the last day to cells that exist that day
  SELECT f.* FROM known.assignment_fact f JOIN standing c ON c.unit_id = f.unit_id AND c.kind = 'cell'
   WHERE $3 BETWEEN f.from_on AND f.until_on),
to_tell AS (              -- an observer assigned to the cell on the former day or on the new one is to be told
  SELECT m.position, m.unit_id, m.day, m.meeting_id, m.change, m.former_starts_at, f.assignment_id,
         row_number() OVER (PARTITION BY f.assignment_id, m.meeting_id, m.change, m.former_starts_at ORDER BY m.position) AS nth
    FROM move m JOIN known.assignment_fact f ON f.unit_id = m.unit_id
     AND (m.day BETWEEN f.from_on AND f.until_on OR m.new_day BETWEEN f.from_on AND f.until_on)),
change_told AS (          -- the same change twice is to be told twice
  SELECT f.position, f.unit_id, f.day FROM to_tell
    JOIN (SELECT c.*, row_number() OVER (PARTITION BY assignment_id, meeting_id, change, former_starts_at ORDER BY position) AS nth
            FROM known.change_told_fact c WHERE c.day BETWEEN $2 AND $3) f
   USING (assignment_id, meeting_id, change, former_starts_at, nth)),
-- What counts once however often it happened, by its first event. Apart from the list below, so that asking for one
-- figure leaves the others uncounted: PostgreSQL looks at the key of a branch before it runs it, but not past a DISTINCT.
observer AS (
  SELECT DISTINCT ON (person_id) * FROM in_force ORDER BY person_id, told_by),
first_assigned AS (
  SELECT DISTINCT ON (unit_id) * FROM in_force ORDER BY unit_id, told_by),
first_visit AS (
  SELECT DISTINCT ON (unit_id) * FROM made ORDER BY unit_id, position)

-- evidence
SELECT 'observers', 'assignments', told_by, unit_id, from_on, 1, 0 FROM observer
UNION ALL
SELECT 'assignments', 'assignments', told_by, unit_id, from_on, 1, 0 FROM in_force
UNION ALL
SELECT 'visits', 'assignments', position, unit_id, day, 1, 0 FROM visit
UNION ALL
SELECT 'changes_told', 'meetings', position, unit_id, day, 0, 1 FROM to_tell
UNION ALL
SELECT 'changes_told', 'assignments', position, unit_id, day, 1, 0 FROM change_told
UNION ALL
SELECT 'assigned_' || key, 'registry', told_by, unit_id, $3, 0, 1 FROM line
UNION ALL
SELECT 'assigned_' || l.key, 'assignments', f.told_by, l.unit_id, f.from_on, 1, 0 FROM line l JOIN first_assigned f USING (unit_id)
UNION ALL
SELECT 'visited_' || key, 'registry', told_by, unit_id, $3, 0, 1 FROM line
UNION ALL
SELECT 'visited_' || l.key, 'assignments', f.position, l.unit_id, f.day, 1, 0 FROM line l JOIN first_visit f USING (unit_id)
