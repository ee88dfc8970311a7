"""Scripts that fit the numbers which come with the package."""
