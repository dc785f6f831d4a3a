"""Law: what anyarch writes to this machine to stand in front of docker, and which docker it stands in front of."""
