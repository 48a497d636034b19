"""Every figure of a quarter counted again from the raw events, one by one: knows nothing of tables or statements."""
