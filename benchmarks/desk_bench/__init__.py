"""What verifying costs: ours, the peer's and one SQL statement, side by side in one run."""
