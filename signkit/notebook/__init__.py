"""Notebooks: on Colab, and without anybody watching."""
