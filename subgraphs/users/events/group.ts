/** The consumer group of this subgraph. Renaming it makes every consumer start from the first event. */
export const group = 'users';
