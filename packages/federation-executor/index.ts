export { compileExecutor, type Execution, type Options } from './compile-executor.ts';
export { httpSource, type HttpSource, type HttpSourceOptions } from './http-source.ts';
export { shareQueries, type SharingOptions } from './share-queries.ts';
export type { Reason } from './not-compiled.ts';
export { correctPlans } from './corrections/correct-plans.ts';
export { type CorrectedSupergraph, correctSupergraph } from './corrections/correct-supergraph.ts';
export { createRequestWriter, type WriteRequest } from './request-writer.ts';
