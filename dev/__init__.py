"""How to run, test and benchmark the add-on on a fresh machine. Never imported by the add-on."""
