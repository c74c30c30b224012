"""What goes over the wire, and the pipe: every message and every command, once."""
