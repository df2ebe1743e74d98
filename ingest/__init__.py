"""From a file to a tagged legal text: extract, layout, language, structure, tag."""
