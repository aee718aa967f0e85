import { requireScope } from '@soko/auth';
import type { QueryResolvers } from '../generated/graphql.ts';
import { exportLink } from '../store/export-link.ts';

const linkMs = 600_000;

export const productsExportQuery = {
  async productsExport(_, { format, storeId: written }, context) {
    const viewer = requireScope(context.viewer, 'products:read', 'products:write');
    const { seller, storeIds } = await context.rights();
    const storeId = viewer.kind === 'apiKey' ? viewer.storeId : (written ?? null);
    if (seller === null || (storeId !== null && !storeIds.includes(storeId))) return null;
    const { sealKeys, digital, now } = context;
    const expiresAt = new Date(now().getTime() + linkMs);
    const grant = { sellerId: seller.id, storeId, format, expiresAt };
    return { url: exportLink(sealKeys, digital.publicUrl, grant), expiresAt };
  },
} satisfies QueryResolvers;
