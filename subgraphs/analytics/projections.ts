import { businessModel } from './commands/business/business-model.ts';
import { rebuild, type Rebuilt, type RebuildOptions } from './commands/read-models/rebuild.ts';
import { salesModel } from './commands/sales/sales-model.ts';

/** For the program `npm run projections`. */
export { CannotRebuild, type Rebuilt } from './commands/read-models/rebuild.ts';
export { listGenerations, type ShownGeneration } from './store/generations.ts';
export { findSecondsBehind } from './store/gauges.ts';

/** How to build each read model again, by its name. */
export const rebuilds = {
  sales: (options: RebuildOptions): Promise<Rebuilt> => rebuild(salesModel, options),
  business: (options: RebuildOptions): Promise<Rebuilt> => rebuild(businessModel, options),
} as const;
