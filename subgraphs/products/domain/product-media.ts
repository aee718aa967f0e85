import { type Media, maxMedia, type Product } from './product.ts';
import { forbidsStep } from './product-status.ts';
import {
  mediaMismatch,
  type MediaMismatch,
  tooManyMedia,
  type TooManyMedia,
  type WrongProductStatus,
} from './refusals.ts';

/** Adds a picture at `position`, or at the end for null. */
export function addPicture(
  product: Product,
  picture: Media,
  position: number | null,
): Product | WrongProductStatus | TooManyMedia {
  const forbidden = forbidsStep(product.status, 'edit');
  if (forbidden) return forbidden;
  if (product.media.length >= maxMedia) return tooManyMedia(maxMedia);
  return { ...product, media: product.media.toSpliced(position ?? product.media.length, 0, picture) };
}

const refuseOtherIds = ({ media }: Product): MediaMismatch => mediaMismatch(media.map(({ id }) => id));

/** Puts all pictures into the order of `mediaIds`. */
export function reorderPictures(
  product: Product,
  mediaIds: readonly string[],
): Product | WrongProductStatus | MediaMismatch {
  const forbidden = forbidsStep(product.status, 'edit');
  if (forbidden) return forbidden;
  const media = mediaIds.flatMap((id) => product.media.find((picture) => picture.id === id) ?? []);
  const complete = media.length === product.media.length && mediaIds.length === media.length;
  return complete && new Set(mediaIds).size === media.length ? { ...product, media } : refuseOtherIds(product);
}

/** Removes one picture. */
export function removePicture(product: Product, mediaId: string): Product | WrongProductStatus | MediaMismatch {
  const forbidden = forbidsStep(product.status, 'edit');
  if (forbidden) return forbidden;
  const media = product.media.filter((picture) => picture.id !== mediaId);
  return media.length < product.media.length ? { ...product, media } : refuseOtherIds(product);
}
