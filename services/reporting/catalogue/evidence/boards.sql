-- What committees and boards did about the units below: an order falls due on its day, and counts where the unit stood then.
remediation AS (
  SELECT f.* FROM known.remediation_fact f),
remediation_due AS (
  SELECT f.* FROM remediation f
    JOIN member c ON c.unit_id = f.unit_id AND f.due_on >= c.valid_from AND f.due_on < c.valid_until
   WHERE f.due_on BETWEEN $2 AND $3),
commended AS (
  SELECT f.* FROM known.commendation_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3),
surveyed AS (
  SELECT f.* FROM known.survey_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3)

-- evidence
SELECT 'remediations_open', 'ratings', f.told_by, f.unit_id, f.day, 1, 0
  FROM remediation f JOIN standing c ON c.unit_id = f.unit_id
 WHERE f.day <= $3 AND (f.closed_on IS NULL OR f.closed_on > $3)
UNION ALL
SELECT 'remediations_ordered', 'ratings', f.told_by, f.unit_id, f.day, 1, 0
  FROM remediation f JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
 WHERE f.day BETWEEN $2 AND $3
UNION ALL
SELECT 'remediations_closed', 'ratings', told_by, unit_id, due_on, 0, 1 FROM remediation_due
UNION ALL
SELECT 'remediations_closed', 'ratings', position, unit_id, closed_on, 1, 0 FROM remediation_due WHERE closed_on IS NOT NULL
UNION ALL
SELECT 'commended_collectives', 'ratings', position, unit_id, day, collectives, 0 FROM commended WHERE collectives > 0
UNION ALL
SELECT 'commended_individuals', 'ratings', position, unit_id, day, individuals, 0 FROM commended WHERE individuals > 0
UNION ALL
SELECT 'surveys', 'ratings', position, unit_id, day, 1, 0 FROM surveyed
UNION ALL
SELECT 'survey_answers', 'ratings', position, unit_id, day, answers, invited FROM surveyed
