"""The *dense* recipe: vision tower and projector learn labels of patches, before there is any text."""
