SELECT 'yearly_classification', d.unit_id, NULL::uuid, d.from_on, $3, 'registry', d.told_by, 'ratings', f.position, f.decided_on, NULL::uuid, NULL::date, NULL::date, NULL::text, NULL::text
  FROM class_due d LEFT JOIN class_of_year f ON f.unit_id = d.unit_id
