"""All runs as the web process has them: who watches, who asks, and the process that does the work."""
