/** For the program `npm run projections`. */
export { CannotRebuild, type Rebuilt, rebuildSales } from './commands/projections/rebuild-sales.ts';
export { listGenerations, type ShownGeneration } from './store/sales/generations.ts';
export { findSecondsBehind } from './store/gauges.ts';
