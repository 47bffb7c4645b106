"""What follows a survey: its page, as a visit finds it, shows it, and changes it."""
