"""Law: pure but for the files it reads. The images in a Compose file, read without Docker Compose."""
