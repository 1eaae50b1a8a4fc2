"""Settings that the notebooks' forms leave out."""

BEYOND_FORM = frozenset(
    {
        "label_smoothing",
        "modality_dropout",
        "frames",
        "pictures",
        "alpha",
        "parts",
        "width",
        "depth",
        "heads",
        "hidden",
        "dropout",
        "forget",
        "length_penalty",
        "text_encoder",
        "none_class",
        "schedule",
        "warmup",
        "ema",
        "accumulate",
        "fit_batch",
        "xla",
        "views",
    }
)
