export { compareWithStock, type Comparison } from './compare-with-stock.ts';
export { fixtures } from './fixtures.ts';
