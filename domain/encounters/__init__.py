"""What the pharmacist did, documented and signed."""
