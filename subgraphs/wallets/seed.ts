export { type SeedAge, seedAges } from './seed/seed-ages.ts';
export { type SeedBettor, seedBettor } from './seed/seed-bettor.ts';
export { seedMarkets } from './seed/seed-markets.ts';
