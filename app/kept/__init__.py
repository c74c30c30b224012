"""What outlives a process and the server: records, checkpoints, the store, and the files that people take along."""
