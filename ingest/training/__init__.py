"""Scripts that make the data files of `schemas/`: the SKOS thesaurus and the learned weights. Not used at run time."""
