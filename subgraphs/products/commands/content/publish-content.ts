import { tell } from '@soko/outbox';
import type { ProductsContext } from '../../context.ts';
import { pageEvent } from '../../domain/content/content-events.ts';
import { type ContentPage, readPageTime } from '../../domain/content/content-page.ts';
import { savePage } from '../../store/content/pages.ts';
import { requireOwnPage, withPage } from './page-rights.ts';

export interface PublishContentInput {
  contentId: string;
  from?: Date | null | undefined;
  until?: Date | null | undefined;
}

type Time = Pick<ContentPage, 'publishedFrom' | 'publishedUntil'>;

/** Changes the time of a page, with its event. The same time changes nothing. */
const setTime = (
  context: ProductsContext,
  contentId: string,
  type: 'published' | 'unpublished',
  decide: (page: ContentPage, now: Date) => Time,
): Promise<ContentPage> =>
  withPage(context, contentId, async (tx, before) => {
    const at = context.now();
    const time = decide(before, at);
    const isSame =
      time.publishedFrom?.getTime() === before.publishedFrom?.getTime() &&
      time.publishedUntil?.getTime() === before.publishedUntil?.getTime();
    if (isSame) return before;
    const after = { ...before, ...time, version: before.version + 1, updatedAt: at };
    await savePage(tx, after);
    await tell(tx, [pageEvent(type, after, context.trail)]);
    return after;
  });

/** Publishes a page for a time, or changes that time. */
export async function publishContent(context: ProductsContext, input: PublishContentInput): Promise<ContentPage> {
  const { id } = await requireOwnPage(context, input.contentId);
  return setTime(context, id, 'published', (page, now) => readPageTime(page, input, now));
}

/** Makes a page a draft again. Support may do it as well. */
export async function unpublishContent(
  context: ProductsContext,
  { contentId }: { contentId: string },
): Promise<ContentPage> {
  const { id } = await requireOwnPage(context, contentId, { orSupport: true });
  return setTime(context, id, 'unpublished', () => ({ publishedFrom: null, publishedUntil: null }));
}
