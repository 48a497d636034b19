"""Plumbing that all services share: event store, relay, projections, messaging, settings, health. No business word."""
