SELECT 'observer_report', d.unit_id, d.person_id, $2, $3, 'assignments', d.told_by, 'assignments', f.told_by, f.day, NULL::uuid, f.first_on, f.due_on, NULL::text, NULL::text
  FROM report_due d LEFT JOIN observer_report f ON f.person_id = d.person_id AND f.unit_id = d.unit_id
