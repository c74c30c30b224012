"""The door, the pages, REST and the sockets."""
