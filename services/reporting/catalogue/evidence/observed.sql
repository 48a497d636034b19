-- What observers owe, find and report; documents by issuer, inspections by the unit inspected.
found AS (
  SELECT f.* FROM known.finding_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3),
first_found AS (
  SELECT DISTINCT ON (visit_id) * FROM found ORDER BY visit_id, position, number),
assigned_then AS (        -- assignments in force on some day of the quarter
  SELECT f.* FROM known.assignment_fact f
   WHERE f.from_on <= $3 AND f.until_on >= $2),
attendance_due AS (       -- one for each observer and month; the cell must be there on his last day in the month
  SELECT DISTINCT ON (f.person_id, d.month) f.person_id, d.month, f.told_by, f.unit_id, least(f.until_on, d.due_on) AS due_on
    FROM (SELECT m::date AS month, (m + interval '1 month' - interval '1 day')::date AS due_on
            FROM generate_series($2::date::timestamp, $3::date::timestamp, interval '1 month') m) d
    JOIN assigned_then f ON f.from_on <= d.due_on AND f.until_on >= d.month
    JOIN member c ON c.kind = 'cell' AND c.unit_id = f.unit_id
     AND c.valid_from <= least(f.until_on, d.due_on) AND c.valid_until > least(f.until_on, d.due_on)
   ORDER BY f.person_id, d.month, f.told_by),
attended AS (             -- to whichever cell he came
  SELECT DISTINCT ON (d.person_id, d.month) d.person_id, d.month, f.position, f.unit_id, f.day
    FROM attendance_due d JOIN made f ON f.person_id = d.person_id AND date_trunc('month', f.day::timestamp)::date = d.month
   ORDER BY d.person_id, d.month, f.position),
report_due AS (           -- one for each observer and committee that had assigned him, if it is there on the last day
  SELECT DISTINCT ON (f.person_id, n.unit_id) f.person_id, n.unit_id, f.told_by
    FROM assigned_then f
    JOIN known.notice_fact n ON n.notice_id = f.notice_id
    JOIN standing c ON c.unit_id = n.unit_id
   ORDER BY f.person_id, n.unit_id, f.told_by),
observer_report AS (
  SELECT f.* FROM known.observer_report_fact f JOIN report_due d ON d.person_id = f.person_id AND d.unit_id = f.unit_id
   WHERE f.quarter_from = $2),
document AS (
  SELECT f.* FROM known.directive_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3),
inspected AS (
  SELECT f.* FROM known.inspection_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3)

-- evidence
SELECT 'observer_months', 'assignments', told_by, unit_id, due_on, 0, 1 FROM attendance_due
UNION ALL
SELECT 'observer_months', 'assignments', position, unit_id, day, 1, 0 FROM attended
UNION ALL
SELECT 'findings_filed', 'assignments', position, unit_id, day, 0, 1 FROM visit
UNION ALL
SELECT 'findings_filed', 'assignments', position, unit_id, day, 1, 0 FROM first_found
UNION ALL
SELECT 'findings_' || heading, 'assignments', position, unit_id, day, 1, 0 FROM found
UNION ALL
SELECT 'observer_reports', 'assignments', told_by, unit_id, $3, 0, 1 FROM report_due
UNION ALL
SELECT 'observer_reports', 'assignments', told_by, unit_id, day, 1, 0 FROM observer_report
UNION ALL
SELECT 'observer_reports_in_time', 'assignments', told_by, unit_id, $3, 0, 1 FROM report_due
UNION ALL
SELECT 'observer_reports_in_time', 'assignments', told_by, unit_id, day, 1, 0 FROM observer_report WHERE first_on <= due_on
UNION ALL
SELECT 'observer_reports_accepted', 'assignments', told_by, unit_id, $3, 0, 1 FROM report_due
UNION ALL
SELECT 'observer_reports_accepted', 'assignments', position, unit_id, day, 1, 0 FROM observer_report WHERE accepted
UNION ALL
SELECT 'directives', 'assignments', position, unit_id, day, 1, 0 FROM document
UNION ALL
SELECT 'directives_' || kind, 'assignments', position, unit_id, day, 1, 0 FROM document
UNION ALL
SELECT CASE kind WHEN 'inspection' THEN 'inspections' ELSE 'supervisions' END, 'assignments', position, unit_id, day, 1, 0 FROM inspected
UNION ALL
SELECT 'members_supervised', 'assignments', position, unit_id, day, members_supervised, 0 FROM inspected WHERE members_supervised > 0
UNION ALL
SELECT 'members_with_shortcomings', 'assignments', position, unit_id, day, members_with_shortcomings, members_supervised
  FROM inspected WHERE members_with_shortcomings IS NOT NULL
