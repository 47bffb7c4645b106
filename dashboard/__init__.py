"""The web side: it reads published versions and writes only the office store.

The public app and the staff app are two Dash apps that share nothing but code; `server` joins them.
"""
