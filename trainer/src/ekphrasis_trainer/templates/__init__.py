"""How records become token ids: LLaVA's `plain` and `conversation`, and the model's own `chat` template."""
