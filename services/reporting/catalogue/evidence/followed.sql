-- Resolutions, tasks, gatherings, guidance, good practice and issues: each counts on its day, where its unit stood then.
resolution AS (
  SELECT f.* FROM known.resolution_fact f),
reviewed AS (             -- what meetings of the quarter found of resolutions
  SELECT f.* FROM known.review_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3),
review_due AS (           -- a resolution falls due at the next regular meeting that its cell holds
  SELECT DISTINCT ON (r.resolution_id) r.told_by, r.resolution_id, r.unit_id, f.meeting_id, f.day
    FROM resolution r JOIN known.meeting_fact f ON f.unit_id = r.unit_id AND f.kind = 'regular' AND f.day > r.day
   ORDER BY r.resolution_id, f.day, f.position),
review_due_here AS (
  SELECT f.* FROM review_due f JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until WHERE f.day BETWEEN $2 AND $3),
tasks AS (
  SELECT f.* FROM known.task_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3),
gathering AS (
  SELECT f.* FROM known.gathering_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3),
briefing_due AS (         -- a month of a grassroots committee; its day is the month's last, on which the committee must exist
  SELECT c.unit_id, c.told_by, d.month, d.last
    FROM (SELECT m::date AS month, (m + interval '1 month' - interval '1 day')::date AS last
            FROM generate_series($2::date::timestamp, $3::date::timestamp, interval '1 month') m) d
    JOIN member c ON c.kind = 'committee' AND c.valid_from <= d.last AND c.valid_until > d.last
     AND (c.direct OR (c.parent_id IS NULL AND c.unit_id NOT IN (SELECT unit_id FROM upper)))),
passed_committee AS (     -- such months of committees that are another keeper's by then: only lens `today` knows of them
  SELECT NULL::text AS keeper, unit_id, month, last FROM briefing_due WHERE false),
briefed_elsewhere AS (    -- what other keepers tell of the briefings of such committees
  SELECT NULL::text AS keeper, unit_id, month, last AS day, told_by AS position FROM briefing_due WHERE false),
briefing AS (             -- a briefing here, before the committee went to another keeper, does for what falls due there
  SELECT DISTINCT ON (d.unit_id, d.month) f.position, f.unit_id, f.day, d.month
    FROM (SELECT unit_id, month, last FROM briefing_due
          UNION ALL
          SELECT unit_id, month, last FROM passed_committee p
           WHERE NOT EXISTS (SELECT FROM briefed_elsewhere e WHERE e.unit_id = p.unit_id AND e.month = p.month
                                AND (e.keeper = p.keeper OR e.keeper < $1))) d
    JOIN known.gathering_fact f ON f.unit_id = d.unit_id AND f.day BETWEEN d.month AND d.last
   WHERE 'secretaries_briefing' = ANY (f.forms)
   ORDER BY d.unit_id, d.month, f.position),
briefing_elsewhere AS (   -- which of them does for a month that falls due here
  SELECT DISTINCT ON (d.unit_id, d.month) e.*
    FROM briefing_due d JOIN briefed_elsewhere e ON e.unit_id = d.unit_id AND e.month = d.month
   ORDER BY d.unit_id, d.month, e.keeper, e.position),
guided AS (               -- guidance whose period ends in the quarter, and every unit below the one that it is for that day
  SELECT f.guidance_id, f.position, f.until_on, f.for_unit_id AS unit_id FROM known.guidance_fact f
   WHERE f.until_on BETWEEN $2 AND $3
  UNION
  SELECT g.guidance_id, g.position, g.until_on, u.unit_id
    FROM guided g JOIN unit u ON u.parent_id = g.unit_id AND u.valid_from <= g.until_on AND u.valid_until > g.until_on),
guided_cell AS (
  SELECT g.* FROM guided g
    JOIN member c ON c.unit_id = g.unit_id AND c.kind = 'cell' AND c.valid_from <= g.until_on AND c.valid_until > g.until_on),
taken_up AS (
  SELECT f.* FROM known.taking_up_fact f JOIN guided_cell g ON g.guidance_id = f.guidance_id AND g.unit_id = f.unit_id),
practice AS (
  SELECT f.* FROM known.practice_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3),
sharing AS (
  SELECT f.* FROM known.sharing_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3),
raised AS (               -- every issue has one spell that begins on the day it was raised
  SELECT f.* FROM known.issue_spell f JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.from_on = f.day AND f.day BETWEEN $2 AND $3),
settled AS (              -- issues that were settled in the quarter and are still so on its last day
  SELECT f.* FROM known.issue_spell f JOIN member c ON c.unit_id = f.unit_id AND f.from_on >= c.valid_from AND f.from_on < c.valid_until
   WHERE f.state = 'resolved' AND f.from_on BETWEEN $2 AND $3 AND f.until_on > $3),
waiting AS (              -- issues that are neither answered nor settled on the last day, of units that exist that day
  SELECT f.* FROM known.issue_spell f JOIN standing c ON c.unit_id = f.unit_id
   WHERE f.state = 'open' AND f.from_on <= $3 AND f.until_on > $3)

-- evidence
SELECT 'resolutions', 'meetings', f.told_by, f.unit_id, f.day, 1, 0
  FROM resolution f JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until WHERE f.day BETWEEN $2 AND $3
UNION ALL
SELECT 'resolutions_carried_out', 'meetings', f.position, f.unit_id, f.carried_out_on, 1, 0
  FROM resolution f JOIN member c ON c.unit_id = f.unit_id AND f.carried_out_on >= c.valid_from AND f.carried_out_on < c.valid_until
 WHERE f.carried_out_on BETWEEN $2 AND $3
UNION ALL
SELECT 'resolutions_reviewed', 'meetings', told_by, unit_id, day, 0, 1 FROM review_due_here
UNION ALL
SELECT 'resolutions_reviewed', 'meetings', f.position, f.unit_id, f.day, 1, 0
  FROM review_due_here d JOIN known.review_fact f ON f.resolution_id = d.resolution_id AND f.meeting_id = d.meeting_id
UNION ALL
SELECT 'resolution_points_done', 'meetings', position, unit_id, day, done, points FROM reviewed
UNION ALL
SELECT 'tasks_reviewed', 'meetings', position, unit_id, day, reviewed, assigned FROM tasks
UNION ALL
SELECT 'tasks_done', 'meetings', position, unit_id, day, done, assigned FROM tasks
UNION ALL
SELECT 'briefings', 'registry', told_by, unit_id, last, 0, 1 FROM briefing_due
UNION ALL
SELECT 'briefings', 'meetings', position, unit_id, day, 1, 0 FROM briefing
UNION ALL
SELECT 'gatherings', 'meetings', position, unit_id, day, 1, 0 FROM gathering
UNION ALL
SELECT 'gatherings_' || form, 'meetings', position, unit_id, day, 1, 0 FROM gathering CROSS JOIN unnest(forms) form
UNION ALL
SELECT 'gathering_papers', 'meetings', position, unit_id, day, papers, 0 FROM gathering WHERE papers > 0
UNION ALL
SELECT 'gathering_opinions', 'meetings', position, unit_id, day, opinions, 0 FROM gathering WHERE opinions IS NOT NULL
UNION ALL
SELECT 'gathering_opinions_counted', 'meetings', position, unit_id, day, (opinions IS NOT NULL)::int, 1 FROM gathering
UNION ALL
SELECT 'gathering_opinions_split', 'meetings', position, unit_id, day, split, opinions FROM gathering WHERE opinions IS NOT NULL
UNION ALL
SELECT 'guidance_taken_up', 'meetings', position, unit_id, until_on, 0, 1 FROM guided_cell
UNION ALL
SELECT 'guidance_taken_up', 'meetings', position, unit_id, day, 1, 0 FROM taken_up
UNION ALL
SELECT 'practices', 'meetings', position, unit_id, day, 1, 0 FROM practice
UNION ALL
SELECT 'practices_shared', 'meetings', position, unit_id, day, 1, 0 FROM sharing
UNION ALL
SELECT 'issues_raised', 'meetings', told_by, unit_id, day, 1, 0 FROM raised
UNION ALL
SELECT 'issues_recurrent', 'meetings', told_by, unit_id, day, CASE WHEN recurrent THEN 1 ELSE 0 END, 1 FROM raised
UNION ALL
SELECT 'issues_resolved', 'meetings', settled_by, unit_id, from_on, 1, 0 FROM settled
UNION ALL
SELECT 'issue_days', 'meetings', settled_by, unit_id, from_on, from_on - day, 1 FROM settled
UNION ALL
SELECT 'issues_overdue', 'meetings', told_by, unit_id, day, CASE WHEN due_on < $3 THEN 1 ELSE 0 END, 1 FROM waiting
UNION ALL
SELECT 'issue_age', 'meetings', told_by, unit_id, day, $3 - day, 1 FROM waiting
UNION ALL
SELECT 'hot_spots', 'meetings', marked_by, unit_id, day, 1, 0 FROM waiting WHERE hot_spot
