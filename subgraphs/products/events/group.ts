/** The consumer group of this subgraph for all topics. */
export const group = 'products';

/** The group that keeps what buyers may review. It reads the log from its beginning. */
export const purchaseGroup = 'products-purchases';
