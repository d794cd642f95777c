"""What the assistant makes of the ledger: sums that may be made, lists that are complete, what is not on record."""
