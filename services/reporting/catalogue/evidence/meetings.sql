-- Meetings held, moved, due.
meeting AS (              -- meetings held in the quarter or for a month of it
  SELECT f.* FROM known.meeting_fact f
   WHERE (f.day BETWEEN $2 AND $3 OR f.month BETWEEN $2 AND $3)),
held AS (                 -- meetings of the quarter: the day they were held on decides
  SELECT m.* FROM meeting m JOIN member c ON c.unit_id = m.unit_id AND m.day >= c.valid_from AND m.day < c.valid_until
   WHERE m.day BETWEEN $2 AND $3),
move AS (
  SELECT f.* FROM known.move_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3),
agenda AS (              -- what was ready before the meetings of the quarter
  SELECT f.position, h.unit_id, h.day, 
         coalesce(f.papers_sent_on + f.papers_ahead_days <= h.day, false) AS ahead
    FROM held h JOIN known.agenda_fact f ON f.meeting_id = h.meeting_id
   WHERE h.kind <> 'extraordinary'),
themed AS (              -- thematic meetings of the quarter, and whether their cells had the theme in the three before
  SELECT h.*, EXISTS (
           SELECT FROM known.meeting_fact f
            WHERE f.unit_id = h.unit_id AND f.kind = 'thematic' AND f.theme = h.theme
              AND f.day < $2 AND f.day >= $2::date - interval '9 months') AS repeats
    FROM held h WHERE h.kind = 'thematic' AND h.theme IS NOT NULL),
planned_elsewhere AS (    -- what other keepers tell of the themes of such cells as are another one's by now
  SELECT NULL::text AS keeper, unit_id FROM due WHERE false),
planned_theme AS (        -- a plan made here, before the cell went to another keeper, does for what falls due there
  SELECT f.* FROM known.theme_fact f
    JOIN (SELECT unit_id FROM due WHERE due_on = $3
          UNION ALL
          SELECT unit_id FROM passed p
           WHERE p.due_on = $3 AND NOT EXISTS (SELECT FROM planned_elsewhere e
                                                WHERE e.unit_id = p.unit_id AND (e.keeper = p.keeper OR e.keeper < $1))) d
   USING (unit_id)
   WHERE f.day = $2),
last_declared AS (       -- the last regular meeting of each cell in the quarter that declared how many, wherever it stood then
  SELECT DISTINCT ON (m.unit_id) m.* FROM meeting m
   WHERE m.day BETWEEN $2 AND $3 AND m.kind = 'regular' AND m.unexcused_in_three_months IS NOT NULL
     AND NOT EXISTS (SELECT FROM met_elsewhere e
                      WHERE e.unit_id = m.unit_id AND e.declares AND (e.day, e.keeper) > (m.day, $1))
   ORDER BY m.unit_id, m.day DESC, m.position DESC),
declared AS (            -- it counts in one place, also where the cell has moved since
  SELECT m.* FROM last_declared m JOIN member c ON c.unit_id = m.unit_id AND m.day >= c.valid_from AND m.day < c.valid_until),
declaring AS (           -- a cell that is there on the last day, wherever it stood when it declared
  SELECT DISTINCT ON (d.unit_id) m.*
    FROM (SELECT unit_id FROM due WHERE due_on = $3
          UNION ALL
          SELECT unit_id FROM passed p
           WHERE p.due_on = $3 AND NOT EXISTS (SELECT FROM met_elsewhere e
                                                WHERE e.unit_id = p.unit_id AND e.declares
                                                  AND (e.keeper = p.keeper OR e.keeper < $1))) d
    JOIN meeting m ON m.unit_id = d.unit_id AND m.kind = 'regular'
   WHERE m.day BETWEEN $2 AND $3 AND m.unexcused_in_three_months IS NOT NULL
   ORDER BY d.unit_id, m.position),
met_elsewhere AS (        -- what other keepers tell of the meetings of such cells
  SELECT NULL::text AS keeper, unit_id, kind, month, day, position, false AS declares FROM meeting WHERE false),
regular_elsewhere AS (    -- which of them does for a month that falls due here
  SELECT DISTINCT ON (d.unit_id, d.month) e.*
    FROM due d JOIN met_elsewhere e ON e.unit_id = d.unit_id AND e.month = d.month AND e.kind = 'regular'
   ORDER BY d.unit_id, d.month, e.keeper, e.position),
thematic_elsewhere AS (
  SELECT DISTINCT ON (d.unit_id) e.*
    FROM due d JOIN met_elsewhere e ON e.unit_id = d.unit_id AND e.month BETWEEN $2 AND $3 AND e.kind = 'thematic'
   WHERE d.due_on = $3
   ORDER BY d.unit_id, e.keeper, e.position),
met AS (                  -- a meeting here, before the cell went to another keeper, does for what falls due there
  SELECT DISTINCT ON (d.unit_id, d.month) m.*
    FROM (SELECT unit_id, month FROM due
          UNION ALL
          SELECT unit_id, month FROM passed p
           WHERE NOT EXISTS (SELECT FROM met_elsewhere e WHERE e.unit_id = p.unit_id AND e.month = p.month
                                AND e.kind = 'regular' AND (e.keeper = p.keeper OR e.keeper < $1))) d
    JOIN meeting m ON m.unit_id = d.unit_id AND m.month = d.month AND m.kind = 'regular'
   ORDER BY d.unit_id, d.month, m.position),
met_on_a_theme AS (
  SELECT DISTINCT ON (d.unit_id) m.*
    FROM (SELECT unit_id FROM due WHERE due_on = $3
          UNION ALL
          SELECT unit_id FROM passed p
           WHERE p.due_on = $3 AND NOT EXISTS (SELECT FROM met_elsewhere e
                                                WHERE e.unit_id = p.unit_id AND e.month BETWEEN $2 AND $3
                                                  AND e.kind = 'thematic' AND (e.keeper = p.keeper OR e.keeper < $1))) d
    JOIN meeting m ON m.unit_id = d.unit_id AND m.month BETWEEN $2 AND $3 AND m.kind = 'thematic'
   ORDER BY d.unit_id, m.position)

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
SELECT 'criteria_met', 'meetings', position, unit_id, day, criteria::int, 1 FROM held
   WHERE kind = 'regular' AND criteria IS NOT NULL
UNION ALL
SELECT 'criteria_not_known', 'meetings', position, unit_id, day, 1, 0 FROM held WHERE kind = 'regular' AND criteria IS NULL
UNION ALL
SELECT 'opinions', 'meetings', position, unit_id, day, opinions, 1 FROM held
UNION ALL
SELECT 'meetings_moved', 'meetings', position, unit_id, day, 1, 0 FROM move
UNION ALL
SELECT 'month_differs', 'meetings', position, unit_id, day, 1, 0 FROM held
   WHERE kind <> 'extraordinary' AND date_trunc('month', day::timestamp) <> month
UNION ALL
SELECT 'opinions_by_topic', 'meetings', position, unit_id, day, coalesce(on_topics, 0), opinions FROM held
UNION ALL
SELECT 'minutes_corrected', 'meetings', position, unit_id, day, corrected::int, 1 FROM held
UNION ALL
SELECT 'prepared', 'meetings', position, unit_id, day, 0, 1 FROM held WHERE kind <> 'extraordinary'
UNION ALL
SELECT 'prepared', 'meetings', position, unit_id, day, 1, 0 FROM agenda
UNION ALL
SELECT 'papers_ahead', 'meetings', position, unit_id, day, ahead::int, 1 FROM agenda
UNION ALL
SELECT 'standing_themes', 'meetings', position, unit_id, day, standing::int, 1 FROM held
   WHERE kind <> 'extraordinary' AND standing IS NOT NULL
UNION ALL
SELECT 'themes_planned', 'registry', told_by, unit_id, due_on, 0, 1 FROM due WHERE due_on = $3
UNION ALL
SELECT 'themes_planned', 'meetings', position, unit_id, day, 1, 0 FROM planned_theme
UNION ALL
SELECT 'themes_distinct', 'meetings', position, unit_id, day, (NOT repeats)::int, 1 FROM themed
UNION ALL
SELECT 'thematic_merged', 'meetings', position, unit_id, day, merged::int, 1 FROM held WHERE kind = 'thematic'
UNION ALL
SELECT 'unexcused_three_months', 'meetings', position, unit_id, day, unexcused_in_three_months, 0 FROM declared
UNION ALL
SELECT 'unexcused_declared', 'registry', told_by, unit_id, due_on, 0, 1 FROM due WHERE due_on = $3
UNION ALL
SELECT 'unexcused_declared', 'meetings', position, unit_id, day, 1, 0 FROM declaring
