import type { Keys } from '@soko/env/keys';
import { BrokenSeal, seal, unseal } from '@soko/seal';
import type { ExportedCatalogue } from './exported-products.ts';

/** Path of the route for files of products. */
export const exportPath = '/product-exports';

const purpose = 'product-export';

export type ProductFileFormat = 'CSV' | 'NDJSON';

/** A file of products that a link opens. */
export type ExportGrant = ExportedCatalogue & {
  format: ProductFileFormat;
  expiresAt: Date;
};

type WrittenGrant = ExportedCatalogue & { format: ProductFileFormat; expiresAt: string };

/** URL of a file of products. Anyone with the URL can read it until it expires. */
export const exportLink = (keys: Keys, publicUrl: string, grant: ExportGrant): string =>
  new URL(`${exportPath}?token=${seal(keys, purpose, JSON.stringify(grant))}`, publicUrl).href;

/** The file that a token opens, or null for a wrong or expired one. */
export function readExportToken(keys: Keys, token: string, now: Date): ExportGrant | null {
  try {
    const written = JSON.parse(unseal(keys, purpose, token)) as WrittenGrant;
    const expiresAt = new Date(written.expiresAt);
    return expiresAt > now ? { ...written, expiresAt } : null;
  } catch (error) {
    if (error instanceof BrokenSeal) return null;
    throw error;
  }
}
