import { requireUser } from '@soko/auth';
import { newId } from '@soko/ids';
import { canonicalType } from '@soko/media';
import type { ChatContext } from '../context.ts';
import { acceptedTypes, incomingKey, type Picture, uploadLifetimeMs } from '../domain/picture.ts';
import { pictureRefused, type PictureRefused } from '../domain/refusals.ts';
import { addPicture } from '../store/pictures.ts';

/** Creates the upload of a picture for a message of the viewer. */
export async function createMessagePicture(
  { viewer, limits, pool, settings, now }: ChatContext,
  input: { mimeType: string; size: number },
): Promise<Picture | PictureRefused> {
  const { id: ownerId } = requireUser(viewer);
  const mimeType = canonicalType(input.mimeType);
  const { maxPictureBytes } = settings;
  const fits = acceptedTypes.includes(mimeType) && input.size > 0 && input.size <= maxPictureBytes;
  if (!fits) return pictureRefused(maxPictureBytes);
  await limits.take([{ name: 'chat.pictures-by-person', key: ownerId, says: 'Too many pictures.' }]);
  const at = now();
  const id = newId('pic');
  const picture: Picture = {
    id,
    status: 'PENDING',
    ownerId,
    mimeType,
    size: input.size,
    key: incomingKey(id),
    width: null,
    height: null,
    messageId: null,
    position: 0,
    expiresAt: new Date(at.getTime() + uploadLifetimeMs),
  };
  await addPicture(pool, picture, at);
  return picture;
}
