import { badUserInput } from '@soko/errors';
import { isId } from '@soko/ids';
import { readList } from '@soko/input';
import type { Queryable } from '@soko/postgres';
import type { OrdersContext } from '../../context.ts';
import { maxPictures } from '../../domain/pictures/picture.ts';
import { casePictureNotUsable, type CasePictureNotUsable } from '../../domain/pictures/refusals.ts';
import { attachPictures, findPictures } from '../../store/pictures/pictures.ts';
import { confirmPicture } from './confirm-picture.ts';

/** Pictures that a person wants to use for an order. */
export interface PictureUse {
  orderId: string;
  /** See `ownerOf`. */
  owner: string;
  ids: readonly string[];
}

/** Reads the ids of pictures: each once, and not too many. */
export function readPictureIds(ids: readonly string[]): readonly string[] {
  readList(ids, 'pictureIds', { min: 0, max: maxPictures });
  for (const [index, id] of ids.entries()) {
    if (ids.indexOf(id) < index) throw badUserInput('Each picture can be used once.', `pictureIds.${index}`);
  }
  return ids;
}

/**
 * Before the transaction: checks that pictures can be used. A file that was sent straight to S3 is checked here. Null if all can be
 * used. Throws BAD_USER_INPUT for pictures of other people or orders.
 */
export async function checkPictures(context: OrdersContext, use: PictureUse): Promise<CasePictureNotUsable | null> {
  if (use.ids.length === 0) return null;
  const found = new Map((await findPictures(context.pool, use.ids)).map((picture) => [picture.id, picture]));
  for (const [index, id] of use.ids.entries()) {
    const picture = isId('cpi', id) ? found.get(id) : undefined;
    if (picture?.owner !== use.owner || picture.orderId !== use.orderId) {
      throw badUserInput('You have no picture with this id for this order.', `pictureIds.${index}`);
    }
    // Perhaps by this very request, which is repeated: `usePictures` decides.
    if (picture.status === 'USED') continue;
    const confirmed = await confirmPicture(context, picture);
    if ('problem' in confirmed) return casePictureNotUsable(id, confirmed.problem);
  }
  return null;
}

/** A picture was removed or used elsewhere meanwhile: nothing is saved. */
export class PicturesGone extends Error {
  override readonly name = 'PicturesGone';
}

/** In the transaction of a return or a message: gives it its pictures. Throws `PicturesGone` when one was used meanwhile. */
export async function usePictures(tx: Queryable, usedBy: string, use: PictureUse): Promise<void> {
  if (use.ids.length === 0) return;
  const attached = await attachPictures(tx, { ...use, usedBy });
  if (attached < use.ids.length) throw new PicturesGone('A picture was used or removed meanwhile.');
}

/** Runs `work`, whose transaction uses pictures. When one was used meanwhile, returns the refusal. */
export async function orPicturesGone<Result>(
  { ids }: PictureUse,
  work: () => Promise<Result>,
): Promise<Result | CasePictureNotUsable> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PicturesGone)) throw error;
    return casePictureNotUsable(ids[0]!, 'One of the pictures was used or removed meanwhile. Upload it again.');
  }
}
