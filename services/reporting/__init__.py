"""The quarter as evidence: facts of every service's events, and figures that are nothing but sums of them."""
