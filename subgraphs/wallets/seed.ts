export { type SeedAge, seedAges } from './seed/seed-ages.ts';
export { seedMarkets } from './seed/seed-markets.ts';
