"""What a deployment would do, in the words of a review, and which purchases would find their number
live already. Must not know: the engine whose plan it is."""
