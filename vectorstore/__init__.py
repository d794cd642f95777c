"""The library at rest: records, catalogue, keyword and dense indexes, and the search that joins them."""
