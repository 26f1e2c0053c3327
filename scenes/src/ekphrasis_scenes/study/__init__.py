"""What a study of captions needs besides scenes: captions that are wrong on purpose, new small models, and a measure."""
