/** The consumer group of this subgraph: one for all topics. */
export const group = 'products';
