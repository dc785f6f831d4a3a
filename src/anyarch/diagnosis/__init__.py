"""Diagnosis: facts about this machine and its engine, turned into findings that a person can act on."""
