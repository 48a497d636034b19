"""What reporting does because of what it is told: it restates quarters that were closed."""
