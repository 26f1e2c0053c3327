"""The captioner that comes with the app: a small model of LLaVA's architecture, trained on drawn scenes."""
