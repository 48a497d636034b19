SELECT 'observer_absent', first_value(d.unit_id) OVER (PARTITION BY d.person_id ORDER BY d.month), d.person_id, 1,
       'assignments', d.told_by, d.due_on
  FROM attendance_due d LEFT JOIN attended a ON a.person_id = d.person_id AND a.month = d.month
 WHERE d.due_on < ${on}::date AND (a.position IS NULL OR a.day > ${on})
