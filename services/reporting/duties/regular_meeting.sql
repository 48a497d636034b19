SELECT 'regular_meeting', d.unit_id, NULL::uuid, d.month, d.due_on, 'registry', d.told_by, 'meetings', m.position, m.day, NULL::uuid, NULL::date, NULL::date, NULL::text
  FROM due d LEFT JOIN met m ON m.unit_id = d.unit_id AND m.month = d.month
UNION ALL
SELECT 'regular_meeting', unit_id, NULL::uuid, month, last, 'registry', told_by, NULL::text, NULL::bigint, NULL::date, NULL::uuid, NULL::date, NULL::date, 'gone' FROM gone_in_month
