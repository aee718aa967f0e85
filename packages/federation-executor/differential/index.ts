export { compareWithStock, type Comparison } from './compare-with-stock.ts';
export { compose, fixtures } from './fixtures.ts';
