import { readName } from '@soko/input';
import type { UsersContext } from '../../context.ts';
import { segmentNotReadable } from '../../domain/refusals.ts';
import { readSegment } from '../../domain/segments/read-segment.ts';
import { isFault, type Segment } from '../../domain/segments/segment.ts';
import { saveSegment } from '../../store/segments/segments.ts';
import { nameTakenOr, type SegmentRefusal } from './create-segment.ts';
import { withOwnSegment } from './with-own-segment.ts';

export interface UpdateSegmentInput {
  segmentId: string;
  name?: string | null | undefined;
  query?: string | null | undefined;
}

type Refusal = Exclude<SegmentRefusal, { __typename: 'AccountLimitReached' }>;

/** Changes the name or the query of a segment. */
export async function updateSegment(
  context: UsersContext,
  { segmentId, query, ...input }: UpdateSegmentInput,
): Promise<Segment | Refusal> {
  const name = input.name == null ? null : readName(input.name, 'name', { max: 80 });
  const read = query == null ? null : readSegment(query);
  const work = withOwnSegment(context, segmentId, async (tx): Promise<Segment | Refusal> => {
    if (read !== null && isFault(read)) return segmentNotReadable(read);
    return saveSegment(tx, segmentId, {
      ...(name === null ? {} : { name }),
      ...(query == null ? {} : { query }),
      updatedAt: context.now(),
    });
  });
  return work.catch(nameTakenOr);
}
