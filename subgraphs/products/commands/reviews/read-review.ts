import { badUserInput } from '@soko/errors';
import { readLine, readList, readOptional, readQuantity, readText } from '@soko/input';

export const maxPictures = 5;

export const readRating = (rating: number): number => readQuantity(rating, 'rating', { min: 1, max: 5 });

export const readTitle = (title: string | null | undefined): string | null =>
  readOptional(readLine, title, 'title', { max: 120 });

export const readReviewText = (text: string | null | undefined): string | null =>
  readOptional(readText, text, 'text', { max: 4_000 });

/** Ids of uploads, each once. */
export function readUploadIds(ids: readonly string[] | null | undefined): readonly string[] {
  const list = readList(ids ?? [], 'uploadIds', { min: 0, max: maxPictures });
  if (new Set(list).size < list.length) throw badUserInput('Each upload must be given once.', 'uploadIds');
  return list;
}
