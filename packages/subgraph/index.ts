export {
  defineSubgraph,
  type Job,
  type OpenSubgraph,
  type SubgraphDefinition,
  type LabelledNumber,
  type SubgraphGauge,
  type SubgraphResources,
} from './definition.ts';
export { createDrain, type DrainOptions } from './drain-server.ts';
export { type RowWork, RowsFailed, workOnRows } from './work-on-rows.ts';
export { lazy } from './lazy.ts';
export { inTimeOrder, type PersonalPart, type PersonalSection, readPersonalPart } from './personal-data.ts';
export { createDueWorker, type DueWork, type DueWorker } from './due-work.ts';
export { trailOfRequest } from './event-trail.ts';
export { createExecutor } from './execute.ts';
export { live, type LiveEvent, type LiveField } from './live.ts';
export type { Projection, Projections } from './projections.ts';
export { type ScalarExtensions, scalars } from './scalars.ts';
export { type ServedSubgraph, serveSubgraph } from './serve-subgraph.ts';
export { type StartedSubgraph, startSubgraph, type SubgraphAdapters } from './start-subgraph.ts';
export type { SubgraphError, SubgraphRequest, SubgraphResponse, SubgraphTransport } from './transport.ts';
export { answer } from './answer.ts';
export { loader, rowLoader, rowsLoader } from './loader.ts';
export { type AskPeer, createPeer, PeerFailed, type PeerOperation } from './peer.ts';
export type { Reference } from './reference.ts';
