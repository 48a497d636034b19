"""Who is to attend which cell: notices, visits made, and the sealed plans of visits."""
