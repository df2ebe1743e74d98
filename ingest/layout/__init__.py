"""From words on pages to blocks in reading order."""
