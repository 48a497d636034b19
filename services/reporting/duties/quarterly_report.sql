SELECT 'quarterly_report', c.unit_id, NULL::uuid, $2, $3, 'registry', c.told_by, 'reporting', r.told_by, r.submitted_on, NULL::uuid, r.first_on, o.due_on, NULL::text, NULL::text
  FROM standing c
  LEFT JOIN opened_report o ON o.unit_id = c.unit_id
  LEFT JOIN submitted_report r ON r.unit_id = c.unit_id
 WHERE c.kind = 'committee'
