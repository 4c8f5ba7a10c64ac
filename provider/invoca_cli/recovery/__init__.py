"""What is declared, in the state and live, and the commands that make the three agree."""
