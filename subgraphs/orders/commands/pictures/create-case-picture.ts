import { newId } from '@soko/ids';
import { canonicalType } from '@soko/media';
import type { OrdersContext } from '../../context.ts';
import {
  acceptedTypes,
  incomingKey,
  type Picture,
  type PictureSubject,
  uploadLifetimeMs,
} from '../../domain/pictures/picture.ts';
import { casePictureRefused, type CasePictureRefused } from '../../domain/pictures/refusals.ts';
import { addPicture } from '../../store/pictures/pictures.ts';
import { loadOrderOfParty, ownerOf } from '../order-of-party.ts';

/** Creates the upload of a picture for a return or a dispute of an order, by its buyer, its seller or support. */
export async function createCasePicture(
  context: OrdersContext,
  input: {
    orderId: string;
    token?: string | null | undefined;
    mimeType: string;
    size: number;
    shows?: PictureSubject | undefined;
  },
): Promise<Picture | CasePictureRefused> {
  const { limits, pool, casePictures, now } = context;
  const { order } = await loadOrderOfParty(context, input);
  const mimeType = canonicalType(input.mimeType);
  const fits = acceptedTypes.includes(mimeType) && input.size > 0 && input.size <= casePictures.maxBytes;
  if (!fits) return casePictureRefused(casePictures.maxBytes);
  const owner = ownerOf(context, order);
  await limits.take([{ name: 'orders.case-pictures-by-person', key: owner, says: 'Too many pictures.' }]);
  const at = now();
  const id = newId('cpi');
  const picture: Picture = {
    id,
    status: 'PENDING',
    orderId: order.id,
    owner,
    mimeType,
    size: input.size,
    key: incomingKey(id),
    width: null,
    height: null,
    usedBy: null,
    position: 0,
    shows: input.shows ?? 'OTHER',
    leftOut: null,
    expiresAt: new Date(at.getTime() + uploadLifetimeMs),
  };
  await addPicture(pool, picture, at);
  return picture;
}
