"""Commands of the knowledge base; each module is imported only when its command is called."""
