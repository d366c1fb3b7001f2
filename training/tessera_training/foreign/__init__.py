"""Encoders of others: from a checkpoint to a model folder."""
