"""Tests of the files that describe the system to Docker, Compose, PostgreSQL, NATS and Prometheus."""
