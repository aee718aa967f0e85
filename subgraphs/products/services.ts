import type { Keys } from '@soko/env/keys';
import type { Limits } from '@soko/limits';
import type { MediaStore } from '@soko/media';
import type pg from 'pg';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { Catalogue } from './store/catalogue.ts';
import type { CategoryTree } from './store/category-tree.ts';

/** What the subgraph holds for as long as it runs. */
export interface ProductsServices {
  db: PrismaClient;
  pool: pg.Pool;
  catalogue: Catalogue;
  categories: CategoryTree;
  media: MediaStore;
  uploadLimits: UploadLimits;
  digital: DigitalSettings;
  /** Sign download links, and open what orders says about an order. */
  sealKeys: Keys;
  limits: Limits;
  now: () => Date;
}

/** Largest files that are accepted, in bytes. */
export interface UploadLimits {
  maxImageBytes: number;
  maxImportBytes: number;
  maxDigitalBytes: number;
  /** Of all files of one seller or store together. */
  maxSellerBytes: number;
}

/** Rules of downloads. */
export interface DigitalSettings {
  /** URL at which download links begin. */
  publicUrl: string;
  /** Downloads of each file of a line. */
  maxDownloads: number;
  /** Lifetime of a link. */
  linkMs: number;
}
