import type { ObjectKind, ObjectKinds, StripeKinds } from '../records/kinds.ts';
import { InvalidParams, noSuch } from '../wire/api-error.ts';
import { integer, nested, type Param, text } from '../wire/params.ts';
import type { Call } from '../wire/route.ts';

/** A time or a range in Unix seconds: `created=5`, `created[gte]=5`. */
type Range = { gt?: number | undefined; gte?: number | undefined; lt?: number | undefined; lte?: number | undefined };

const range = nested({ gt: integer(), gte: integer(), lt: integer(), lte: integer() });

const created: Param<Range | undefined> = (raw, name) => {
  if (typeof raw !== 'string') return range(raw, name);
  const at = integer()(raw, name);
  return { gte: at, lte: at };
};

/** Parameters of every list. */
export const listParams = {
  limit: integer({ min: 1, max: 100 }),
  starting_after: text(),
  ending_before: text(),
  created,
};

const isIn = ({ gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity }: Range, at: number): boolean =>
  at > gt && at >= gte && at < lt && at <= lte;

type Listed = ObjectKind | 'events' | 'webhookEndpoints';

function* matching<Kind extends Listed>(
  { simulator, work, params }: Call<typeof listParams>,
  kind: Kind,
  matches: (record: StripeKinds[Kind]) => boolean,
): Generator<StripeKinds[Kind]> {
  const after = params.starting_after ?? undefined;
  if (after !== undefined && !simulator.records.get(kind, after)) throw noSuch('object', after, 'starting_after', 400);
  for (const record of simulator.records.newestFirst(kind, after)) {
    if (record.id === params.ending_before) return;
    if (record.account !== work.account || !isIn(params.created ?? {}, record.createdAt)) continue;
    if (matches(record)) yield record;
  }
}

/** The first `limit` records and whether there are more. With `ending_before`, the records next to that object. */
function page<T>(records: Iterable<T>, limit: number, before: boolean): { records: T[]; hasMore: boolean } {
  const taken: T[] = [];
  for (const record of records) {
    if (!before && taken.length === limit) return { records: taken, hasMore: true };
    taken.push(record);
  }
  return before ? { records: taken.slice(-limit), hasMore: taken.length > limit } : { records: taken, hasMore: false };
}

/** Returns a list of the matching records, newest first. */
export function answerList<Kind extends Listed>(
  call: Call<typeof listParams>,
  kind: Kind,
  matches: (record: StripeKinds[Kind]) => boolean,
  render: (record: StripeKinds[Kind]) => unknown,
) {
  const { limit = 10, ending_before: before, starting_after: after } = call.params;
  if (before && after)
    throw new InvalidParams('Received both starting_after and ending_before parameters. Please pass in only one.');
  const { records, hasMore } = page(matching(call, kind, matches), limit, Boolean(before));
  return { object: 'list', url: call.url, has_more: hasMore, data: records.map(render) };
}

/** A list inside an object: all of it, newest first. */
export const wholeList = <T>(url: string, data: T[]) => ({ object: 'list' as const, url, has_more: false, data });

export type AnyObject = ObjectKinds[ObjectKind];
