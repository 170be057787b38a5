"""Speed, as ratios side by side in one run: `make bench`. Nothing here asserts a time; a missed target is printed."""
