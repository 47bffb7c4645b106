"""The office store: what the dashboard writes. The ETL never touches it."""
