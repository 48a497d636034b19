"""Makes simulated cities: wards with years of cell meetings behind them, stored as if every command had been sent."""
