import { notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../../context.ts';
import { pageEvent } from '../../domain/content/content-events.ts';
import {
  contentLimitReached,
  type ContentLimitReached,
  type ContentPage,
  contentSlugTaken,
  type ContentSlugTaken,
  maxPages,
  readMarkdown,
  readPageSlug,
  readPageTitle,
} from '../../domain/content/content-page.ts';
import type { UploadNotUsable } from '../../domain/refusals.ts';
import { countPages, findPage, insertPage } from '../../store/content/pages.ts';
import { isKnownStore } from '../../store/store-role.ts';
import { requireEditor } from './page-rights.ts';
import { readPageMedia, type WrittenMedia } from './read-page-media.ts';

export interface CreateContentInput {
  idempotencyKey: string;
  storeId: string;
  title: string;
  slug?: string | null | undefined;
  markdown: string;
  media?: readonly WrittenMedia[] | null | undefined;
}

/** Creates a page of a store as a draft. A repeat returns the first result. */
export async function createContent(
  context: ProductsContext,
  input: CreateContentInput,
): Promise<ContentPage | ContentSlugTaken | ContentLimitReached | UploadNotUsable> {
  const { pool, db, now, trail } = context;
  const { storeId } = input;
  const owner = await requireEditor(context, storeId);
  const key = readIdempotencyKey(input.idempotencyKey);
  const title = readPageTitle(input.title);
  const slug = readPageSlug(input.slug ?? null, title);
  const markdown = readMarkdown(input.markdown);
  if (!(await isKnownStore(db, storeId))) throw notFound('The store');
  const written = input.media ?? [];
  const media = await readPageMedia(context, written, []);
  if (isRefusal(media)) return media;
  const given = written.map(({ uploadId, alt }) => ({ uploadId: uploadId ?? null, alt: alt ?? null }));
  const command = { owner, key, input: { command: 'createContent', storeId, title, slug, markdown, media: given } };
  const result = await once<{ id: string } | ContentSlugTaken | ContentLimitReached>(pool, command, async (tx) => {
    if ((await countPages(tx, storeId)) >= maxPages) return contentLimitReached();
    const at = now();
    const unpublished = { publishedFrom: null, publishedUntil: null };
    const written = { id: newId('cpt'), storeId, slug, title, markdown, media };
    const page: ContentPage = { ...written, ...unpublished, version: 1, createdAt: at, updatedAt: at };
    if (!(await insertPage(tx, page))) return contentSlugTaken(slug);
    await tell(tx, [pageEvent('created', page, trail)]);
    return { id: page.id };
  });
  if (isRefusal(result)) return result;
  const page = await findPage(pool, result.id);
  if (page === null) throw notFound('The page');
  return page;
}
