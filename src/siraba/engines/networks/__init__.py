"""What a network of persons, phones and places looks like: communities, key actors, weak points, routes, cells, and a layout."""
