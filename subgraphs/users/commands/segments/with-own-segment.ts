import { notFound } from '@soko/errors';
import type { UsersContext } from '../../context.ts';
import type { Segment } from '../../domain/segments/segment.ts';
import type { Db } from '../../store/database.ts';
import { lockSegment } from '../../store/segments/segments.ts';
import { asEditor, notEditor } from '../contacts/contact-rights.ts';

/** Runs `work` on a segment, which is locked. Throws as `withOwnContact` does. */
export const withOwnSegment = <Outcome>(
  context: UsersContext,
  segmentId: string,
  work: (tx: Db, segment: Segment) => Promise<Outcome>,
) =>
  asEditor(context, async (tx, editor) => {
    const segment = await lockSegment(tx, segmentId);
    if (segment === null || !(await editor.maySee(segment.storeId))) throw notFound('The segment');
    if (!(await editor.mayChange(segment.storeId))) throw notEditor();
    return work(tx, segment);
  });
