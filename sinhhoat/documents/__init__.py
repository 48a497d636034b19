"""The five source documents: what each printed, beside what the services make of what it tells."""
