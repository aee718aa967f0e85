import { rowLoader } from '@soko/subgraph';
import type DataLoader from 'dataloader';
import type { Sample } from './domain/sample.ts';
import type { SamplesServices } from './services.ts';
import { findSamples } from './store/samples.ts';

/** Loaders by id. They do not check the viewer's rights: see `domain/may-see.ts`. */
export interface Loaders {
  sample: DataLoader<string, Sample | null>;
}

/** Loaders for one request: lookups at the same time cost one statement. */
export const createLoaders = ({ db }: SamplesServices): Loaders => ({
  sample: rowLoader(
    (ids) => findSamples(db, ids),
    ({ id }) => id,
  ),
});
