import type { ReadModelTables } from '../generations.ts';

/** The read model of the figures of the platform and of stores. */
export const businessTables: ReadModelTables = {
  name: 'business',
  tables: ['business_facts', 'business_buckets', 'business_players'],
};
