-- A year of one observer: $1 keeper, $2 first and $3 last day of the year, $4 person; known up to $5 of the registry and
-- $6 of assignments. Rows as those of the evidence of a quarter: (key, service, position, unit_id, day, numerator,
-- denominator), here with the group of the cell's type beside them.
WITH unit AS (
  SELECT f.* FROM known.unit_version f),
type_group AS (           -- the catalogue of types in force on the last day
  SELECT t.token, t.group_key FROM known.cell_type_fact t
   WHERE t.effective_from = (
     SELECT max(x.effective_from) FROM known.cell_type_fact x
      WHERE x.effective_from <= $3)),
assigned AS (
  SELECT f.* FROM known.assignment_fact f
   WHERE f.person_id = $4),
month AS (
  SELECT m::date AS first, (m + interval '1 month' - interval '1 day')::date AS last
    FROM generate_series($2::date::timestamp, $3::date::timestamp, interval '1 month') m),
month_due AS (            -- by his first assignment; the cell must be there on his last day in the month
  SELECT DISTINCT ON (m.first) m.first, f.told_by, f.unit_id, least(f.until_on, m.last) AS due_on
    FROM month m JOIN assigned f ON f.from_on <= m.last AND f.until_on >= m.first
    JOIN unit u ON u.unit_id = f.unit_id AND u.kind = 'cell'
     AND u.valid_from <= least(f.until_on, m.last) AND u.valid_until > least(f.until_on, m.last)
   ORDER BY m.first, f.told_by),
visit AS (
  SELECT f.*, g.group_key FROM known.visit_fact f
    JOIN unit u ON u.unit_id = f.unit_id AND f.day >= u.valid_from AND f.day < u.valid_until
    LEFT JOIN type_group g ON g.token = u.cell_type
   WHERE f.person_id = $4 AND f.day BETWEEN $2 AND $3),
visit_of_month AS (       -- to whichever cell he came
  SELECT DISTINCT ON (d.first) v.* FROM month_due d JOIN visit v ON date_trunc('month', v.day::timestamp)::date = d.first
   ORDER BY d.first, v.position),
first_visit AS (
  SELECT DISTINCT ON (unit_id) * FROM visit ORDER BY unit_id, position),
first_found AS (
  SELECT DISTINCT ON (f.visit_id) f.position, v.unit_id, v.day FROM known.finding_fact f
    JOIN visit v ON v.visit_id = f.visit_id
   ORDER BY f.visit_id, f.position, f.number),
quarter AS (
  SELECT q::date AS first, (q + interval '3 months' - interval '1 day')::date AS last
    FROM generate_series($2::date::timestamp, $3::date::timestamp, interval '3 months') q),
report_due AS (           -- one for each quarter and committee that had assigned him, if it is there on the quarter's last day
  SELECT DISTINCT ON (q.first, n.unit_id) q.first, q.last, n.unit_id, f.told_by
    FROM quarter q JOIN assigned f ON f.from_on <= q.last AND f.until_on >= q.first
    JOIN known.notice_fact n ON n.notice_id = f.notice_id
    JOIN unit u ON u.unit_id = n.unit_id AND u.valid_from <= q.last AND u.valid_until > q.last
   ORDER BY q.first, n.unit_id, f.told_by),
report AS (
  SELECT f.* FROM known.observer_report_fact f
    JOIN report_due d ON d.unit_id = f.unit_id AND d.first = f.quarter_from
   WHERE f.person_id = $4),
evidence (key, service, position, unit_id, day, numerator, denominator, group_key) AS (
  SELECT 'months_attended', 'assignments', told_by, unit_id, due_on, 0, 1, NULL FROM month_due
  UNION ALL
  SELECT 'months_attended', 'assignments', position, unit_id, day, 1, 0, NULL FROM visit_of_month
  UNION ALL
  SELECT 'visits', 'assignments', position, unit_id, day, 1, 0, NULL FROM visit
  UNION ALL
  SELECT 'cells_visited', 'assignments', position, unit_id, day, 1, 0, NULL FROM first_visit
  UNION ALL
  SELECT 'visits_of_group', 'assignments', position, unit_id, day, 1, 0, group_key FROM visit
  UNION ALL
  SELECT 'findings_filed', 'assignments', position, unit_id, day, 0, 1, NULL FROM visit
  UNION ALL
  SELECT 'findings_filed', 'assignments', position, unit_id, day, 1, 0, NULL FROM first_found
  UNION ALL
  SELECT 'reports_submitted', 'assignments', told_by, unit_id, last, 0, 1, NULL FROM report_due
  UNION ALL
  SELECT 'reports_submitted', 'assignments', told_by, unit_id, day, 1, 0, NULL FROM report
  UNION ALL
  SELECT 'reports_in_time', 'assignments', told_by, unit_id, last, 0, 1, NULL FROM report_due
  UNION ALL
  SELECT 'reports_in_time', 'assignments', told_by, unit_id, day, 1, 0, NULL FROM report WHERE first_on <= due_on
  UNION ALL               -- an assignment that was cut short is told again by its release
  SELECT 'releases', 'assignments', position, unit_id, until_on + 1, 1, 0, NULL
    FROM assigned WHERE position <> told_by AND until_on + 1 BETWEEN $2 AND $3)
SELECT e.key, e.service, e.position, e.day, e.numerator, e.denominator, e.group_key,
       t.contract, t.aggregate_id, t.recorded_at, t.actor, u.code, u.name
  FROM evidence e
 CROSS JOIN LATERAL (
   SELECT o.* FROM reporting_facts.told o
    WHERE o.keeper = $1 AND o.service = e.service AND o.position = e.position LIMIT 1) t
 CROSS JOIN LATERAL (
   SELECT n.code, n.name FROM unit n WHERE n.unit_id = e.unit_id
    ORDER BY n.valid_from <= e.day DESC, abs(n.valid_from - e.day) LIMIT 1) u
 ORDER BY e.day, e.service, e.position, e.denominator, e.numerator, e.unit_id
