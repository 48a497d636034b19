-- How organisations were classified, what the quota allowed, and the four goods of months and years.
classed AS (             -- what was decided on a quarter has figures of its own, beside those of the year that ends with it
  SELECT f.*, CASE WHEN f.period LIKE '%-Q_' THEN '_of_quarter' ELSE '' END AS round FROM known.class_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3),
quota AS (
  SELECT f.*, CASE WHEN f.period LIKE '%-Q_' THEN '_of_quarter' ELSE '' END AS round FROM known.quota_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3),
good_month AS (           -- a month counts with its regular meeting: in the cell and quarter of that day
  SELECT f.position, f.good, h.unit_id, h.day FROM known.good_month_fact f
    JOIN held h ON h.meeting_id = f.meeting_id AND h.kind = 'regular'),
title AS (
  SELECT f.* FROM known.title_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3)

-- evidence
SELECT 'classified_excellent' || round, 'ratings', position, unit_id, day, CASE WHEN counts_as = 'excellent' THEN 1 ELSE 0 END, 1 FROM classed
UNION ALL
SELECT 'classified_well_or_better' || round, 'ratings', position, unit_id, day, CASE WHEN counts_as IN ('excellent', 'good') THEN 1 ELSE 0 END, 1 FROM classed
UNION ALL
SELECT 'classified_completed_or_better' || round, 'ratings', position, unit_id, day, CASE WHEN counts_as = 'not_completed' THEN 0 ELSE 1 END, 1 FROM classed
UNION ALL
SELECT 'groups_within_quota' || round, 'ratings', position, unit_id, day, CASE WHEN exceeded THEN 0 ELSE 1 END, 1 FROM quota
UNION ALL
SELECT 'individuals_classified_excellent' || round, 'ratings', position, unit_id, day, excellent, rated FROM quota WHERE objects = 'individual'
UNION ALL
SELECT 'collectives_classified_excellent' || round, 'ratings', position, unit_id, day, excellent, rated FROM quota WHERE objects = 'collective'
UNION ALL
SELECT 'good_cells_of_the_month', 'ratings', position, unit_id, day, good::int, 1 FROM good_month
UNION ALL
SELECT 'four_goods_rated', 'meetings', position, unit_id, day, 0, 1 FROM held WHERE kind = 'regular'
UNION ALL
SELECT 'four_goods_rated', 'ratings', position, unit_id, day, 1, 0 FROM good_month
UNION ALL
SELECT 'four_goods_recognised', 'ratings', position, unit_id, day, 0, 1 FROM title
UNION ALL
SELECT 'four_goods_recognised', 'ratings', r.position, t.unit_id, t.day, 1, 0
  FROM title t JOIN known.recognition_fact r ON r.title_id = t.title_id
 WHERE r.recognised
