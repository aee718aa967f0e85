import type { ChatContext } from '../context.ts';
import type { Picture } from '../domain/picture.ts';
import type { MessagePictureResolvers } from '../generated/graphql.ts';
import { pictureLinks } from '../pictures/picture-links.ts';

/** The URL for sending the file; null after the file has arrived or the time has passed. */
const targetOf = async (picture: Picture, { media, now }: ChatContext) =>
  picture.status === 'PENDING' && picture.expiresAt > now() ? media.uploadTarget(picture) : null;

export const messagePicture: MessagePictureResolvers = {
  uploadUrl: async (parent, _, context) => (await targetOf(parent, context))?.url ?? null,
  uploadHeaders: async (parent, _, context) => (await targetOf(parent, context))?.headers ?? [],
  url: ({ id, messageId }, _, { sealKeys, settings, now }) =>
    messageId === null ? null : pictureLinks.urlOf(sealKeys, settings.publicUrl, id, now().getTime() + settings.linkMs),
};
