"""Rules: what each notice type publishes, masks, drops and withholds, on each channel."""
