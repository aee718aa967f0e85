/** Reason for which something failed on the chain. */
export type ChainFailure = 'REFUSED_BY_CONTRACT' | 'TRIES_USED_UP' | 'DEPENDENCY_FAILED';
