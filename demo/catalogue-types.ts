export type {
  SeedCatalogue,
  SeedCategory,
  SeedDigitalFile,
  SeedMedia,
  SeedProduct,
  SeedSeller,
  SeedVariant,
} from '@soko/subgraph-products/seed';
