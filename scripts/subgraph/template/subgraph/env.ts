/** The variables of the samples subgraph. It has none of its own yet. */
export const samplesEnv = {};
