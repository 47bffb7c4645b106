"""What the office hands over and stands by: frozen periods, and the evidence pack of an evaluation."""
