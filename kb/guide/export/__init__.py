"""One document into many formats: each module takes the document and writes its file."""
