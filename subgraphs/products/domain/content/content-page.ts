import { badUserInput } from '@soko/errors';
import { readLine, readText } from '@soko/input';
import { refuse, type Refused } from '@soko/refusals';
import type { Media } from '../product.ts';
import { isSlug, slugOf } from '../slug.ts';

/** A page that a store writes. */
export interface ContentPage {
  id: string;
  storeId: string;
  slug: string;
  title: string;
  markdown: string;
  media: readonly Media[];
  /** Null for a draft. */
  publishedFrom: Date | null;
  publishedUntil: Date | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A page of a list comes without its text, which is read only where it is asked for. */
export type ShownPage = Omit<ContentPage, 'markdown'> & { markdown?: string };

export type ContentStatus = 'DRAFT' | 'SCHEDULED' | 'PUBLISHED' | 'ENDED';

/** Pages of one store. */
export const maxPages = 500;

/** Pictures of one page. */
export const maxPagePictures = 20;

/** Texts of pages that one request reads from lists. A text may have 200,000 bytes, and all of them are in memory at once. */
export const maxTextsPerRequest = 100;

/** Characters of one text. */
export const maxMarkdown = 50_000;

export function statusOfPage(
  { publishedFrom, publishedUntil }: Pick<ContentPage, 'publishedFrom' | 'publishedUntil'>,
  now: Date,
): ContentStatus {
  if (publishedFrom === null) return 'DRAFT';
  if (publishedUntil !== null && publishedUntil <= now) return 'ENDED';
  return publishedFrom > now ? 'SCHEDULED' : 'PUBLISHED';
}

export const readPageTitle = (title: string): string => readLine(title, 'title', { max: 200 });

export const readMarkdown = (markdown: string): string => readText(markdown, 'markdown', { min: 0, max: maxMarkdown });

/** A slug as it was written, or made from the title. Throws BAD_USER_INPUT. */
export function readPageSlug(slug: string | null, title: string): string {
  const written = slug ?? slugOf(title);
  if (isSlug(written)) return written;
  throw badUserInput(
    slug === null
      ? 'The title has no letters or digits for a slug. Pass one, such as "about-us".'
      : 'The slug must be lower-case words and digits joined by single hyphens, such as "about-us".',
    'slug',
  );
}

/** The time in which a page is to be published. Throws BAD_USER_INPUT for one that is over, or ends before it begins. */
export function readPageTime(
  page: Pick<ContentPage, 'publishedFrom'>,
  { from, until }: { from?: Date | null | undefined; until?: Date | null | undefined },
  now: Date,
): { publishedFrom: Date; publishedUntil: Date | null } {
  const publishedFrom = from ?? page.publishedFrom ?? now;
  const publishedUntil = until ?? null;
  if (publishedUntil !== null && publishedUntil <= now) throw badUserInput('`until` must be in the future.', 'until');
  if (publishedUntil !== null && publishedUntil <= publishedFrom)
    throw badUserInput('`until` must be later than `from`.', 'until');
  return { publishedFrom, publishedUntil };
}

export type ContentSlugTaken = Refused<'ContentSlugTaken', { slug: string }>;
export const contentSlugTaken = (slug: string): ContentSlugTaken =>
  refuse('ContentSlugTaken', `Another page of the store has the slug ${slug}. Choose another one.`, { slug });

export type ContentLimitReached = Refused<'ContentLimitReached', { limit: number }>;
export const contentLimitReached = (): ContentLimitReached =>
  refuse('ContentLimitReached', `A store can have ${maxPages} pages. Delete one first.`, { limit: maxPages });
