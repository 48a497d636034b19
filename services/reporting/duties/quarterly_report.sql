SELECT 'quarterly_report', c.unit_id, NULL::uuid, $2, $3, 'registry', c.told_by, 'reporting', r.told_by, r.submitted_on, NULL::uuid, r.first_on, r.due_on, NULL::text, nullif(r.keeper, $1)
  FROM standing c LEFT JOIN report_history r ON r.unit_id = c.unit_id
 WHERE c.kind = 'committee'
