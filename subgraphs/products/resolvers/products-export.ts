import { requireScope } from '@soko/auth';
import type { QueryResolvers } from '../generated/graphql.ts';
import { exportLink } from '../store/export-link.ts';
import type { ExportedCatalogue } from '../store/exported-products.ts';

const linkMs = 600_000;

/** All products of a store that the viewer manages, or those of their own seller account. Null for others. */
function catalogueOf(
  storeId: string | null,
  sellerId: string | null,
  storeIds: readonly string[],
): ExportedCatalogue | null {
  if (storeId !== null) return storeIds.includes(storeId) ? { sellerId: null, storeId } : null;
  return sellerId === null ? null : { sellerId, storeId };
}

export const productsExportQuery = {
  async productsExport(_, { format, storeId: written }, context) {
    const viewer = requireScope(context.viewer, 'products:read', 'products:write');
    const { seller, storeIds } = await context.rights();
    const storeId = viewer.kind === 'apiKey' ? viewer.storeId : (written ?? null);
    const catalogue = catalogueOf(storeId, seller?.id ?? null, storeIds);
    if (catalogue === null) return null;
    const { sealKeys, digital, now } = context;
    const expiresAt = new Date(now().getTime() + linkMs);
    return { url: exportLink(sealKeys, digital.publicUrl, { ...catalogue, format, expiresAt }), expiresAt };
  },
} satisfies QueryResolvers;
