"""What is true of notices, visits and plans, and what is allowed; a module per aggregate."""
