-- Duties of committees, by the month and by the year: one of a year counts in its first quarter or in its last.
month_of AS (
  SELECT m::date AS month, (m + interval '1 month' - interval '1 day')::date AS last
    FROM generate_series($2::date::timestamp, $3::date::timestamp, interval '1 month') m),
gone_in_month AS (        -- cells that were there in a month and are no more on its last day: they owe nothing for it
  SELECT DISTINCT ON (c.unit_id, d.month) c.unit_id, c.told_by, d.month, d.last
    FROM month_of d JOIN member c ON c.kind = 'cell' AND c.valid_from <= d.last AND c.valid_until > d.month
   WHERE NOT EXISTS (SELECT FROM unit u WHERE u.unit_id = c.unit_id AND u.valid_from <= d.last AND u.valid_until > d.last)
     AND NOT EXISTS (SELECT FROM passed p WHERE p.unit_id = c.unit_id AND p.due_on = d.last)
   ORDER BY c.unit_id, d.month, c.valid_from DESC),
gone_in_quarter AS (
  SELECT DISTINCT ON (c.unit_id) c.unit_id, c.told_by
    FROM member c WHERE c.kind = 'cell' AND c.valid_from <= $3 AND c.valid_until > $2
     AND NOT EXISTS (SELECT FROM unit u WHERE u.unit_id = c.unit_id AND u.valid_from <= $3 AND u.valid_until > $3)
     AND NOT EXISTS (SELECT FROM passed p WHERE p.unit_id = c.unit_id AND p.due_on = $3)
   ORDER BY c.unit_id, c.valid_from DESC),
guided_elsewhere AS (     -- what other keepers tell of the guidance of committees that have passed
  SELECT NULL::text AS keeper, unit_id, month, last AS day, told_by AS position FROM briefing_due WHERE false),
guidance_elsewhere AS (   -- which of it does for a month that falls due here
  SELECT DISTINCT ON (d.unit_id, d.month) e.*
    FROM briefing_due d JOIN guided_elsewhere e ON e.unit_id = d.unit_id AND e.month = d.month
   ORDER BY d.unit_id, d.month, e.keeper, e.position),
guided_month AS (         -- guidance for the month alone that the committee itself has issued, whenever that was
  SELECT DISTINCT ON (d.unit_id, d.month) f.position, f.unit_id, f.day, d.month
    FROM (SELECT unit_id, month, last FROM briefing_due
          UNION ALL
          SELECT unit_id, month, last FROM passed_committee p
           WHERE NOT EXISTS (SELECT FROM guided_elsewhere e WHERE e.unit_id = p.unit_id AND e.month = p.month
                                AND (e.keeper = p.keeper OR e.keeper < $1))) d
    JOIN known.guidance_fact f ON f.unit_id = d.unit_id AND f.until_on BETWEEN d.month AND d.last
    JOIN events.meetings t ON t.position = f.position AND t.day >= d.month
   ORDER BY d.unit_id, d.month, f.position),
own_committee AS (        -- the keeper's own committee, where it has cells
  SELECT s.unit_id, s.told_by FROM standing s
   WHERE s.kind = 'committee' AND s.parent_id IS NULL
     AND EXISTS (SELECT FROM unit u WHERE u.kind = 'cell' AND u.valid_from <= $3 AND u.valid_until > $3)),
noticed AS (              -- the committee's notices by the years in which their assignments begin
  SELECT DISTINCT ON (n.unit_id, a.year) n.position, n.unit_id, n.day, a.year
    FROM known.notice_fact n
    JOIN (SELECT DISTINCT f.notice_id, date_trunc('year', f.from_on::timestamp)::date AS year
            FROM known.assignment_fact f) a ON a.notice_id = n.notice_id
   ORDER BY n.unit_id, a.year, n.position),
notice_due AS (
  SELECT c.unit_id, c.told_by FROM own_committee c WHERE $2 = date_trunc('year', $2::date::timestamp)::date),
notice_of_year AS (
  SELECT n.position, n.unit_id, n.day FROM notice_due d JOIN noticed n ON n.unit_id = d.unit_id AND n.year = $2),
year_ending AS (          -- the year whose last day is that of the quarter
  SELECT date_trunc('year', $3::date::timestamp)::date AS from_on
   WHERE $3::date + 1 = (date_trunc('year', $3::date::timestamp) + interval '1 year')::date),
notice_review_due AS (    -- nothing is to be reviewed where there was no notice
  SELECT c.unit_id, n.position, y.from_on
    FROM year_ending y CROSS JOIN own_committee c JOIN noticed n ON n.unit_id = c.unit_id AND n.year = y.from_on),
notice_review AS (        -- what is held in January reviews the year before
  SELECT DISTINCT ON (d.unit_id) f.position, f.unit_id, f.day
    FROM notice_review_due d JOIN known.gathering_fact f ON f.unit_id = d.unit_id
     AND f.day >= d.from_on + interval '1 month' AND f.day < d.from_on + interval '13 months'
   WHERE 'annual_review' = ANY (f.forms)
   ORDER BY d.unit_id, f.position),
class_due AS (            -- every cell, and every grassroots committee
  SELECT s.unit_id, s.told_by, y.from_on
    FROM year_ending y CROSS JOIN standing s
   WHERE s.kind = 'cell' OR s.direct OR (s.parent_id IS NULL AND s.unit_id NOT IN (SELECT unit_id FROM upper))),
class_of_year AS (        -- known since the decision was first recorded: an answer to an appeal makes nothing late
  SELECT DISTINCT ON (d.unit_id) f.position, f.unit_id, f.day,
         (SELECT (min(t.recorded_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
            FROM ever.class_fact o
            JOIN events.ratings t ON t.position = o.position
           WHERE o.decision_id = f.decision_id AND o.unit_id = f.unit_id) AS decided_on
    FROM class_due d JOIN known.class_fact f ON f.unit_id = d.unit_id AND f.day = $3 AND f.period NOT LIKE '%-Q_'
   ORDER BY d.unit_id, f.position)

-- evidence
SELECT 'guidance_months', 'registry', told_by, unit_id, last, 0, 1 FROM briefing_due
UNION ALL
SELECT 'guidance_months', 'meetings', position, unit_id, day, 1, 0 FROM guided_month
UNION ALL
SELECT 'notices_of_year', 'registry', told_by, unit_id, $3, 0, 1 FROM notice_due
UNION ALL
SELECT 'notices_of_year', 'assignments', position, unit_id, day, 1, 0 FROM notice_of_year
UNION ALL
SELECT 'notice_reviews', 'assignments', position, unit_id, $3, 0, 1 FROM notice_review_due
UNION ALL
SELECT 'notice_reviews', 'meetings', position, unit_id, day, 1, 0 FROM notice_review
UNION ALL
SELECT 'organisations_classified', 'registry', told_by, unit_id, $3, 0, 1 FROM class_due
UNION ALL
SELECT 'organisations_classified', 'ratings', position, unit_id, day, 1, 0 FROM class_of_year
