"""Rules that figures can prove: a file an indicator, each with its RULE and its test."""
