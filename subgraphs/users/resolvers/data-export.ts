import type { DataExportResolvers } from '../generated/graphql.ts';
import { exportLink } from '../secrets/export-link.ts';

export const dataExport: DataExportResolvers = {
  requestedAt: ({ createdAt }) => createdAt,
  status: ({ status, expiresAt }, _, { now }) =>
    status === 'READY' && expiresAt !== null && expiresAt <= now() ? 'EXPIRED' : status,
  downloadUrl: ({ id, status, expiresAt }, _, { digest, settings, now }) =>
    status === 'READY' && expiresAt !== null && expiresAt > now() ? exportLink(digest, settings.publicUrl, id) : null,
};
