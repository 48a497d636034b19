SELECT 'thematic_meeting', d.unit_id, NULL::uuid, $2, d.due_on, 'registry', d.told_by, 'meetings', m.position, m.day, NULL::uuid, NULL::date, NULL::date, NULL::text
  FROM due d LEFT JOIN met_on_a_theme m ON m.unit_id = d.unit_id
 WHERE d.due_on = $3
UNION ALL
SELECT 'thematic_meeting', unit_id, NULL::uuid, $2, $3, 'registry', told_by, NULL::text, NULL::bigint, NULL::date, NULL::uuid, NULL::date, NULL::date, 'gone' FROM gone_in_quarter
