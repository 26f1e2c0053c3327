"""What comes out of training: a model's folder, its ONNX files, whether they agree, and its card."""
