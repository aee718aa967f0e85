import type { ProductsContext } from '../context.ts';
import { isPictureUpload } from '../domain/file-types.ts';
import type { Upload } from '../domain/upload.ts';
import type { UploadResolvers } from '../generated/graphql.ts';

/** The URL for sending the file; null after the file has arrived or the time has passed. */
const targetOf = async (upload: Upload, { media, now }: ProductsContext) =>
  upload.status === 'PENDING' && upload.expiresAt > now() ? media.uploadTarget(upload) : null;

export const upload: UploadResolvers = {
  url: async (parent, _, context) => (await targetOf(parent, context))?.url ?? null,
  headers: async (parent, _, context) => (await targetOf(parent, context))?.headers ?? [],
  publicUrl: (parent, _, { media }) =>
    parent.status === 'UPLOADED' && isPictureUpload(parent) ? media.urlOf(parent.key) : null,
};
