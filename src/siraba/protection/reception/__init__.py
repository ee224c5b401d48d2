"""The reception of those who arrive: branches, arrivals, places, the queue, orientation, quality, where to open next."""
