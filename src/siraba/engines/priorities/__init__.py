"""Where need is greatest (`needs.need_index`), and which projects answer it best within a budget (`portfolio.propose`)."""
