import type { UsersContext } from '../../context.ts';
import type { accountSuspended } from '../../domain/refusals.ts';
import { deleteSegmentRow } from '../../store/segments/segments.ts';
import { withOwnSegment } from './with-own-segment.ts';

/** Deletes a segment. */
export const deleteSegment = (
  context: UsersContext,
  { segmentId: id }: { segmentId: string },
): Promise<{ __typename: 'SegmentDeleted'; id: string } | ReturnType<typeof accountSuspended>> =>
  withOwnSegment(context, id, async (tx) => {
    await deleteSegmentRow(tx, id);
    return { __typename: 'SegmentDeleted' as const, id };
  });
