import type { OrdersContext } from '../context.ts';
import type { Picture } from '../domain/pictures/picture.ts';
import type { CasePictureResolvers } from '../generated/graphql.ts';
import { pictureLinks } from '../pictures/picture-links.ts';

/** The URL for sending the file; null after the file has arrived or the time has passed. */
const targetOf = async (picture: Picture, { casePictures, now }: OrdersContext) =>
  picture.status === 'PENDING' && picture.expiresAt > now() ? casePictures.media.uploadTarget(picture) : null;

export const casePicture: CasePictureResolvers = {
  uploadUrl: async (parent, _, context) => (await targetOf(parent, context))?.url ?? null,
  uploadHeaders: async (parent, _, context) => (await targetOf(parent, context))?.headers ?? [],
  url: ({ id, usedBy }, _, { sealKeys, casePictures, now }) =>
    usedBy === null
      ? null
      : pictureLinks.urlOf(sealKeys, casePictures.publicUrl, id, now().getTime() + casePictures.linkMs),
};
