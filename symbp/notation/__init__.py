"""Mathematics in and out: layout, its renderers, and the parsers of what people type."""
