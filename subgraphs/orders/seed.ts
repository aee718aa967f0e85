export type { TaxRate as SeedTaxRate } from './domain/tax.ts';
export { seedTaxRates } from './store/seed-tax-rates.ts';
