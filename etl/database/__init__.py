"""Another system's database: reached read only, its faults in sentences, its values as texts."""
