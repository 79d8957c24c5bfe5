"""The X12 codec, proved: round trips, oracles, injected faults, public files."""
