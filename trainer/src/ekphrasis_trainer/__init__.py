"""Fine-tunes captioners and vision-language models: one JSON spec in, JSON lines out."""

__version__ = "0.1.0"
