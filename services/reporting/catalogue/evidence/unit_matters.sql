-- Units' people as numbers: what was reported last, or holds since a day, at or before the last day; trainings by who held them.
-- Where a unit and one below it report the same people, the one below counts: so the parts add up to the whole.
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
trained_above AS (        -- the units above those that held them, on that day
  SELECT t.position, t.day, t.topic, u.parent_id AS unit_id
    FROM trained t JOIN unit u ON u.unit_id = t.unit_id AND t.day >= u.valid_from AND t.day < u.valid_until
  UNION
  SELECT a.position, a.day, a.topic, u.parent_id
    FROM trained_above a JOIN unit u ON u.unit_id = a.unit_id AND a.day >= u.valid_from AND a.day < u.valid_until),
trained_once AS (         -- one on the same day and topic that a unit above has recorded as well is that unit's
  SELECT t.* FROM trained t
   WHERE NOT EXISTS (
     SELECT FROM trained_above a JOIN known.training_fact f ON f.unit_id = a.unit_id AND f.day = a.day AND f.topic = a.topic
      WHERE a.position = t.position)),
recruitment AS (
  SELECT f.* FROM known.recruitment_fact f WHERE f.day <= $3),
recruitment_now AS (
  SELECT DISTINCT ON (f.unit_id) f.* FROM recruitment f JOIN there c ON c.unit_id = f.unit_id
   ORDER BY f.unit_id, f.day DESC, f.position DESC),
recruiting_above AS (     -- units below which another one has candidates: their report is of the same people
  SELECT s.parent_id AS unit_id FROM recruitment_now n JOIN there s ON s.unit_id = n.unit_id WHERE n.candidates > 0
  UNION
  SELECT s.parent_id FROM recruiting_above a JOIN there s ON s.unit_id = a.unit_id),
recruitment_once AS (
  SELECT n.* FROM recruitment_now n JOIN standing c ON c.unit_id = n.unit_id
   WHERE n.candidates > 0 AND NOT EXISTS (SELECT FROM recruiting_above a WHERE a.unit_id = n.unit_id)),
admitting AS (            -- reports of the year so far that name any
  SELECT f.* FROM recruitment f WHERE f.admitted_this_year > 0 AND f.day >= date_trunc('year', $2::date::timestamp)::date),
admitting_above AS (      -- units below which another one has told of this year's
  SELECT t.parent_id AS unit_id FROM admitting f JOIN there t ON t.unit_id = f.unit_id
  UNION
  SELECT t.parent_id FROM admitting_above a JOIN there t ON t.unit_id = a.unit_id),
told_before AS (          -- units of whose people somebody, they or one above them, has told before the quarter
  SELECT unit_id FROM admitting WHERE day < $2
  UNION
  SELECT t.unit_id FROM told_before b JOIN there t ON t.parent_id = b.unit_id),
admitted_before AS (      -- what the same year's last report before the quarter had counted already
  SELECT DISTINCT ON (unit_id) * FROM recruitment
   WHERE day < $2 AND day >= date_trunc('year', $2::date::timestamp)::date
   ORDER BY unit_id, day DESC, position DESC),
last_recruited AS (       -- a unit's last report of the quarter, for whomever it stood under on its day
  SELECT DISTINCT ON (unit_id) * FROM recruitment WHERE day >= $2 ORDER BY unit_id, day DESC, position DESC),
admitted_until AS (       -- of a unit that tells for the first time what one above it told before, the quarter is not known
  SELECT f.* FROM last_recruited f
    JOIN member c ON c.unit_id = f.unit_id AND f.day >= c.valid_from AND f.day < c.valid_until
   WHERE f.admitted_this_year > 0
     AND NOT EXISTS (SELECT FROM admitting_above a WHERE a.unit_id = f.unit_id)
     AND (EXISTS (SELECT FROM admitted_before b WHERE b.unit_id = f.unit_id)
          OR NOT EXISTS (SELECT FROM told_before b WHERE b.unit_id = f.unit_id))),
dual_now AS (
  SELECT DISTINCT ON (f.unit_id) f.* FROM known.dual_affiliation_fact f JOIN there c ON c.unit_id = f.unit_id
   WHERE f.day <= $3
   ORDER BY f.unit_id, f.day DESC, f.position DESC),
dual_above AS (           -- units below which another one has such members
  SELECT s.parent_id AS unit_id FROM dual_now n JOIN there s ON s.unit_id = n.unit_id WHERE n.members > 0
  UNION
  SELECT s.parent_id FROM dual_above a JOIN there s ON s.unit_id = a.unit_id),
dual_once AS (
  SELECT n.* FROM dual_now n JOIN standing c ON c.unit_id = n.unit_id
   WHERE NOT EXISTS (SELECT FROM dual_above a WHERE a.unit_id = n.unit_id))

-- evidence
SELECT 'members_' || category, 'registry', position, unit_id, day, members, 0 FROM roll_once
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
SELECT 'trainings', 'registry', position, unit_id, day, 1, 0 FROM trained_once
UNION ALL
SELECT 'training_participants', 'registry', position, unit_id, day, participants, 0 FROM trained_once
UNION ALL
SELECT 'training_secretaries', 'registry', position, unit_id, day, secretaries, 0 FROM trained_once WHERE secretaries > 0
UNION ALL
SELECT 'admitted', 'registry', position, unit_id, day, admitted_this_year, 0 FROM admitted_until
UNION ALL
SELECT 'admitted', 'registry', b.position, b.unit_id, b.day, -least(b.admitted_this_year, f.admitted_this_year), 0
  FROM admitted_until f JOIN admitted_before b ON b.unit_id = f.unit_id WHERE b.admitted_this_year > 0
UNION ALL
SELECT 'dual_members', 'registry', position, unit_id, day, members, 0 FROM dual_once WHERE members > 0
UNION ALL
SELECT 'dual_remarks', 'registry', position, unit_id, day, remarks_given, remarks_asked FROM dual_once WHERE remarks_asked > 0
UNION ALL
SELECT 'candidates', 'registry', position, unit_id, day, candidates, 0 FROM recruitment_once
UNION ALL
SELECT 'candidates_' || left(s.stage, 37), 'registry', s.position, s.unit_id, s.day, s.candidates, 0
  FROM recruitment_once f JOIN known.recruitment_stage_fact s ON s.position = f.position
 WHERE s.candidates > 0
