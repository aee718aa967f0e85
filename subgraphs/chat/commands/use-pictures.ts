import { badUserInput } from '@soko/errors';
import { isId } from '@soko/ids';
import type { ChatContext } from '../context.ts';
import { pictureNotUsable, type PictureNotUsable } from '../domain/refusals.ts';
import { findPictures } from '../store/pictures.ts';
import { confirmPicture } from './confirm-picture.ts';

/**
 * Checks that the viewer's own pictures can be sent. A file that was sent straight to S3 is checked here. Null if all can be
 * sent. Throws BAD_USER_INPUT for pictures of other people.
 */
export async function usePictures(
  context: ChatContext,
  ownerId: string,
  ids: readonly string[],
): Promise<PictureNotUsable | null> {
  if (ids.length === 0) return null;
  const found = new Map((await findPictures(context.pool, ids)).map((picture) => [picture.id, picture]));
  for (const [index, id] of ids.entries()) {
    const picture = isId('pic', id) ? found.get(id) : undefined;
    if (picture?.ownerId !== ownerId) throw badUserInput('You have no picture with this id.', `pictureIds.${index}`);
    if (picture.status === 'SENT') return pictureNotUsable(id, 'Another message has this picture. Upload it again.');
    const confirmed = await confirmPicture(context, picture);
    if ('problem' in confirmed) return pictureNotUsable(id, confirmed.problem);
  }
  return null;
}
