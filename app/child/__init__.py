"""What the processes of trainings and of races have in common: turns, the pipe, and when all is written down."""
