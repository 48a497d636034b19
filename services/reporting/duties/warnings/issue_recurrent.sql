SELECT 'issue_recurrent', unit_id, NULL::uuid, 1, 'meetings', told_by, day FROM raised WHERE recurrent
