-- Units' people as numbers: what was reported last, or holds since a day, at or before the last day; trainings by who held them.
-- The key of a figure has 48 letters at most: of a longer stage there are the first 37.
cell_there AS (
  SELECT unit_id, told_by FROM standing WHERE kind = 'cell'),
committee_change AS (
  SELECT f.* FROM known.cell_committee_fact f
   WHERE f.day <= $3),
committee_now AS (
  SELECT DISTINCT ON (f.unit_id) f.* FROM committee_change f JOIN cell_there c ON c.unit_id = f.unit_id
   ORDER BY f.unit_id, f.day DESC, f.position DESC),
trained AS (
  SELECT f.* FROM known.training_fact f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.day BETWEEN $2 AND $3),
recruitment AS (
  SELECT f.* FROM known.recruitment_fact f
   WHERE f.day <= $3),
recruitment_now AS (
  SELECT DISTINCT ON (f.unit_id) f.* FROM recruitment f JOIN standing c ON c.unit_id = f.unit_id
   ORDER BY f.unit_id, f.day DESC, f.position DESC),
last_recruited AS (       -- a unit's last report of the quarter, for whomever it stood under on its day
  SELECT DISTINCT ON (unit_id) * FROM recruitment WHERE day >= $2 ORDER BY unit_id, day DESC, position DESC),
admitted_until AS (
  SELECT f.* FROM last_recruited f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until),
admitted_before AS (      -- what the same year's last report before the quarter had counted already
  SELECT DISTINCT ON (f.unit_id) f.* FROM recruitment f JOIN admitted_until l ON l.unit_id = f.unit_id
   WHERE f.day < $2 AND f.day >= date_trunc('year', $2::date::timestamp)::date
   ORDER BY f.unit_id, f.day DESC, f.position DESC),
dual_now AS (
  SELECT DISTINCT ON (f.unit_id) f.* FROM known.dual_affiliation_fact f JOIN standing c ON c.unit_id = f.unit_id
   WHERE f.day <= $3
   ORDER BY f.unit_id, f.day DESC, f.position DESC)

-- evidence
SELECT 'members_official', 'registry', position, unit_id, day, official, 0 FROM roll WHERE official > 0
UNION ALL
SELECT 'members_probationary', 'registry', position, unit_id, day, probationary, 0 FROM roll WHERE probationary > 0
UNION ALL
SELECT 'members_exempt', 'registry', position, unit_id, day, exempt, 0 FROM roll WHERE exempt > 0
UNION ALL
SELECT 'members_temporarily_away', 'registry', position, unit_id, day, temporarily_away, 0 FROM roll WHERE temporarily_away > 0
UNION ALL
SELECT 'members_temporarily_here', 'registry', position, unit_id, day, temporarily_here, 0 FROM roll WHERE temporarily_here > 0
UNION ALL
SELECT 'members_special_duty', 'registry', position, unit_id, day, special_duty, 0 FROM roll WHERE special_duty > 0
UNION ALL
SELECT 'members_in_post', 'registry', position, unit_id, day, in_post, 0 FROM roll WHERE in_post > 0
UNION ALL
SELECT 'committees_recorded', 'registry', told_by, unit_id, $3, 0, 1 FROM cell_there
UNION ALL
SELECT 'committees_recorded', 'registry', position, unit_id, day, 1, 0 FROM committee_now
UNION ALL
SELECT 'committees_complete', 'registry', position, unit_id, day, (secretary AND filled >= seats)::int, 1 FROM committee_now
UNION ALL
SELECT 'cells_with_secretary', 'registry', position, unit_id, day, secretary::int, 1 FROM committee_now
UNION ALL
SELECT 'committee_changes', 'registry', f.position, f.unit_id, f.day, 1, 0
  FROM committee_change f JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
 WHERE f.day >= $2
UNION ALL
SELECT 'trainings', 'registry', position, unit_id, day, 1, 0 FROM trained
UNION ALL
SELECT 'training_participants', 'registry', position, unit_id, day, participants, 0 FROM trained
UNION ALL
SELECT 'training_secretaries', 'registry', position, unit_id, day, secretaries, 0 FROM trained WHERE secretaries > 0
UNION ALL
SELECT 'admitted', 'registry', position, unit_id, day, admitted_this_year, 0 FROM admitted_until WHERE admitted_this_year > 0
UNION ALL
SELECT 'admitted', 'registry', position, unit_id, day, -admitted_this_year, 0 FROM admitted_before WHERE admitted_this_year > 0
UNION ALL
SELECT 'dual_members', 'registry', position, unit_id, day, members, 0 FROM dual_now WHERE members > 0
UNION ALL
SELECT 'dual_remarks', 'registry', position, unit_id, day, remarks_given, remarks_asked FROM dual_now WHERE remarks_asked > 0
UNION ALL
SELECT 'candidates', 'registry', position, unit_id, day, candidates, 0 FROM recruitment_now WHERE candidates > 0
UNION ALL
SELECT 'candidates_' || left(s.stage, 37), 'registry', s.position, s.unit_id, s.day, s.candidates, 0
  FROM recruitment_now f
  JOIN known.recruitment_stage_fact s ON s.position = f.position
 WHERE s.candidates > 0
