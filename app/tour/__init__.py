"""`atelier tour`: every tool at work on real input, on tiny stand-ins for its models, with nothing downloaded."""
