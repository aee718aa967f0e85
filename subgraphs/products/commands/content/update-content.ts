import { conflict } from '@soko/errors';
import { tell } from '@soko/outbox';
import { isUniqueViolation } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../../context.ts';
import { changedFields, pageUpdatedEvent } from '../../domain/content/content-events.ts';
import {
  type ContentPage,
  contentSlugTaken,
  type ContentSlugTaken,
  readMarkdown,
  readPageSlug,
  readPageTitle,
} from '../../domain/content/content-page.ts';
import { rejectNulls } from '../../domain/reject-nulls.ts';
import type { UploadNotUsable } from '../../domain/refusals.ts';
import { savePage } from '../../store/content/pages.ts';
import { requireOwnPage, withPage } from './page-rights.ts';
import { readPageMedia, type WrittenMedia } from './read-page-media.ts';

interface Changes {
  title?: string;
  slug?: string;
  markdown?: string;
  media?: readonly WrittenMedia[];
}

type Input = { contentId: string; expectedVersion?: number | null | undefined } & {
  [Field in keyof Changes]: Changes[Field] | null | undefined;
};

/** Changes the given fields of a page. A change of nothing saves nothing. */
export async function updateContent(
  context: ProductsContext,
  { contentId, expectedVersion, ...given }: Input,
): Promise<ContentPage | ContentSlugTaken | UploadNotUsable> {
  const own = await requireOwnPage(context, contentId);
  const { title, slug, markdown, media: written } = rejectNulls<Changes>(given);
  const changes = {
    ...(title === undefined ? {} : { title: readPageTitle(title) }),
    ...(slug === undefined ? {} : { slug: readPageSlug(slug, '') }),
    ...(markdown === undefined ? {} : { markdown: readMarkdown(markdown) }),
  };
  const media = written === undefined ? undefined : await readPageMedia(context, written, own.media);
  if (media !== undefined && isRefusal(media)) return media;
  try {
    return await withPage(context, contentId, async (tx, before) => {
      if (expectedVersion != null && expectedVersion !== before.version) {
        throw conflict(
          'The page was changed in the meantime. Read it again and repeat the changes.',
          'expectedVersion',
        );
      }
      const changed = { ...before, ...changes, ...(media === undefined ? {} : { media }) };
      const names = changedFields(before, changed);
      if (names.length === 0) return before;
      const after = { ...changed, version: before.version + 1, updatedAt: context.now() };
      await savePage(tx, after);
      await tell(tx, [pageUpdatedEvent(after, names, context.trail)]);
      return after;
    });
  } catch (error) {
    if (slug !== undefined && isUniqueViolation(error, 'content_page_store_id_slug_key')) return contentSlugTaken(slug);
    throw error;
  }
}
