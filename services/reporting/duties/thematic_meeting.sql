SELECT 'thematic_meeting', d.unit_id, NULL::uuid, $2, d.due_on, 'registry', d.told_by, 'meetings', coalesce(m.position, e.position),
       coalesce(m.day, e.day), NULL::uuid, NULL::date, NULL::date, NULL::text, CASE WHEN m.position IS NULL THEN e.keeper END
  FROM due d
  LEFT JOIN met_on_a_theme m ON m.unit_id = d.unit_id
  LEFT JOIN thematic_elsewhere e ON e.unit_id = d.unit_id
 WHERE d.due_on = $3
UNION ALL
SELECT 'thematic_meeting', unit_id, NULL::uuid, $2, $3, 'registry', told_by, NULL::text, NULL::bigint, NULL::date, NULL::uuid, NULL::date, NULL::date, 'gone', NULL::text
  FROM gone_in_quarter
