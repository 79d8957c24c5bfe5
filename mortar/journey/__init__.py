"""A flu-clinic day, from documentation to posted money, walked over HTTP as its people would."""
