"""Writes down what goes over the bus: a schema per message, the AsyncAPI document, and the page FLOW.md."""
