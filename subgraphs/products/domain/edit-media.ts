import { type Media, maximumMedia, type Product } from './product.ts';
import { forbids } from './product-status.ts';
import { type MediaMismatch, refuse, type TooManyMedia, type WrongProductStatus } from './refusal.ts';

/** Puts a picture at `position` (at the end when null) of the product's pictures. */
export function attachMedia(
  product: Product,
  picture: Media,
  position: number | null,
): Product | WrongProductStatus | TooManyMedia {
  const forbidden = forbids(product.status, 'edit');
  if (forbidden) return forbidden;
  if (product.media.length >= maximumMedia) {
    return refuse('TooManyMedia', `A product has at most ${maximumMedia} pictures.`, { limit: maximumMedia });
  }
  return { ...product, media: product.media.toSpliced(position ?? product.media.length, 0, picture) };
}

const mismatch = (product: Product): MediaMismatch =>
  refuse('MediaMismatch', 'Name exactly the pictures of the product.', { mediaIds: product.media.map(({ id }) => id) });

/** Puts all pictures into the order of `mediaIds`. */
export function reorderMedia(
  product: Product,
  mediaIds: readonly string[],
): Product | WrongProductStatus | MediaMismatch {
  const forbidden = forbids(product.status, 'edit');
  if (forbidden) return forbidden;
  const media = mediaIds.flatMap((id) => product.media.find((picture) => picture.id === id) ?? []);
  const complete = media.length === product.media.length && mediaIds.length === media.length;
  return complete && new Set(mediaIds).size === media.length ? { ...product, media } : mismatch(product);
}

/** Takes one picture away. */
export function removeMedia(product: Product, mediaId: string): Product | WrongProductStatus | MediaMismatch {
  const forbidden = forbids(product.status, 'edit');
  if (forbidden) return forbidden;
  const media = product.media.filter((picture) => picture.id !== mediaId);
  return media.length < product.media.length ? { ...product, media } : mismatch(product);
}
