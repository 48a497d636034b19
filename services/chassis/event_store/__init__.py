"""The event store: one history per feed in PostgreSQL, written by one SQL function, readable by the stock library."""
