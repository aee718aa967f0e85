/** The variables of the wallets subgraph. It has none of its own yet. */
export const walletsEnv = {};
