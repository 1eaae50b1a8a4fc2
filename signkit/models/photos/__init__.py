"""Networks of photos: backbones by name, and classifiers around them."""
