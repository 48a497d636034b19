SELECT 'yearly_notice', d.unit_id, NULL::uuid, $2, $3, 'registry', d.told_by, 'assignments', n.position, n.day, NULL::uuid, NULL::date, NULL::date, NULL::text, NULL::text
  FROM notice_due d LEFT JOIN notice_of_year n ON n.unit_id = d.unit_id
