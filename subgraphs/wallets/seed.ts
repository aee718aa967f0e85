export { type SeedAge, seedAges } from './seed/seed-ages.ts';
