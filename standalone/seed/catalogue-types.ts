export type { SeedCatalogue, SeedCategory, SeedMedia, SeedProduct, SeedSeller, SeedVariant } from '@soko/products/seed';
