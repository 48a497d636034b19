SELECT 'months_without_meeting', d.unit_id, NULL::uuid, 1, 'registry', d.told_by, d.due_on
  FROM due d
  LEFT JOIN met m ON m.unit_id = d.unit_id AND m.month = d.month
  LEFT JOIN regular_elsewhere e ON e.unit_id = d.unit_id AND e.month = d.month
 WHERE d.due_on < ${on}::date AND (coalesce(m.position, e.position) IS NULL OR coalesce(m.day, e.day) > ${on})
