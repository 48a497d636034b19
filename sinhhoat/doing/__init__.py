"""Every command and question of the contracts on the command line, made from their models."""
