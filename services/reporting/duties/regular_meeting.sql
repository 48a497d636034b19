SELECT 'regular_meeting', d.unit_id, NULL::uuid, d.month, d.due_on, 'registry', d.told_by, 'meetings', coalesce(m.position, e.position),
       coalesce(m.day, e.day), NULL::uuid, NULL::date, NULL::date, NULL::text, CASE WHEN m.position IS NULL THEN e.keeper END
  FROM due d
  LEFT JOIN met m ON m.unit_id = d.unit_id AND m.month = d.month
  LEFT JOIN regular_elsewhere e ON e.unit_id = d.unit_id AND e.month = d.month
UNION ALL
SELECT 'regular_meeting', unit_id, NULL::uuid, month, last, 'registry', told_by, NULL::text, NULL::bigint, NULL::date, NULL::uuid, NULL::date, NULL::date, 'gone', NULL::text
  FROM gone_in_month
