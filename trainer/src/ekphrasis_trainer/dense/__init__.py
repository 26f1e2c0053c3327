"""The *dense* recipe: vision tower and projector learn from what covers each patch of a drawn scene."""
