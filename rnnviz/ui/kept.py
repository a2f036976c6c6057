"""What pages compute and keep, bounded by bytes for all visitors together."""

from rnnviz.byte_cache import MB, ByteCache

# A forecast has some hundred kilobytes, what the player plays up to some ten megabytes.
MOST_BYTES = 64 * MB
KEPT = ByteCache(MOST_BYTES)
