export type {
  SeedCatalogue,
  SeedCategory,
  SeedMedia,
  SeedProduct,
  SeedSeller,
  SeedVariant,
} from '@soko/subgraph-products/seed';
