"""Law: the files that anyarch installs on this machine, and the docker that they run."""
