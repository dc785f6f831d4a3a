"""Law: pure. Dockerfiles, read as BuildKit reads them: text in, instructions, stages and needed images out."""
