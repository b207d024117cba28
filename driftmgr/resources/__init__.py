"""What a cloud holds: remote objects, and the declarations of their types."""
