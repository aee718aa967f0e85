import type { RequestIdentity, Viewer } from '@soko/auth';
import type { EventTrail } from '@soko/events';
import { trailOfRequest } from '@soko/subgraph';
import type pg from 'pg';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { Rights } from './domain/rights.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { MediaStore } from './media/media-store.ts';
import type { Catalogue } from './store/catalogue.ts';
import type { CategoryTree } from './store/category-tree.ts';
import { findRights } from './store/find-rights.ts';

/** What the subgraph holds as long as it is open. */
export interface ProductsServices {
  pool: pg.Pool;
  db: PrismaClient;
  catalogue: Catalogue;
  categories: CategoryTree;
  media: MediaStore;
  settings: Settings;
  now: () => Date;
}

export interface Settings {
  maximumImageBytes: number;
  maximumImportBytes: number;
}

/** What one request may touch. */
export interface ProductsContext extends ProductsServices {
  identity: RequestIdentity;
  viewer: Viewer;
  /** Where the events of this request come from. */
  trail: EventTrail;
  loaders: Loaders;
  /** What the viewer may do with the catalogue; read once a request, and only when somebody asks. */
  rights(): Promise<Rights>;
}

export function createProductsContext(services: ProductsServices, identity: RequestIdentity): ProductsContext {
  let rights: Promise<Rights> | undefined;
  return {
    ...services,
    identity,
    viewer: identity.viewer,
    trail: trailOfRequest(identity, services.now),
    loaders: createLoaders(services),
    rights: () => (rights ??= findRights(services.pool, identity.viewer)),
  };
}
