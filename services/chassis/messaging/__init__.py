"""How commands and questions come in, are judged and are answered: the one place that knows the bus's request/reply."""
