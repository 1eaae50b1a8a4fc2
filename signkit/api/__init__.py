"""What `import signkit` hands on: prepare, train, Run, load."""
