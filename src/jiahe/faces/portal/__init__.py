"""The portal: what a family sees on its phone."""
