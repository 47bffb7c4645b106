"""An access prober that reads no application code: it knows HTTP, HTML and what every Dash app answers.

Given a door, credentials and what each role must not see, it finds routes and callbacks, forges them in every
way that it knows, and tells of what came out. It imports nothing of what it probes.
"""
