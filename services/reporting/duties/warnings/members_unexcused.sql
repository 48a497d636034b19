SELECT 'members_unexcused', unit_id, NULL::uuid, unexcused_in_three_months, 'meetings', position, day FROM declared
 WHERE unexcused_in_three_months > 0
