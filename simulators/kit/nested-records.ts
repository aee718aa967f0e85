/** `[kind, record]` puts, `[kind, null, id]` removes. */
export type Change = [kind: string, record: { id: string }] | [kind: string, removed: null, id: string];

/** In the place of a record inside another one: its index among the changes of the same line. */
interface Named {
  $change: number;
}

const isNamed = (value: unknown): value is Named => typeof value === 'object' && value !== null && '$change' in value;

const withProperties = (
  record: { id: string },
  replace: (value: unknown) => unknown,
  mayReplace: (value: unknown) => boolean,
): { id: string } =>
  Object.values(record).some(mayReplace)
    ? (Object.fromEntries(Object.entries(record).map(([name, value]) => [name, replace(value)])) as { id: string })
    : record;

/**
 * An event carries the record it tells of, which is mostly put in the same breath: the journal then has it once.
 * Only properties of a record itself are looked at.
 */
export function withRecordsNamed(changes: Change[]): Change[] {
  const places = new Map<unknown, number>(changes.flatMap((change, index) => (change[1] ? [[change[1], index]] : [])));
  const isPut = (value: unknown): boolean => places.has(value);
  const name = (value: unknown): unknown => (isPut(value) ? ({ $change: places.get(value)! } satisfies Named) : value);
  return changes.map((change) => (change[1] === null ? change : [change[0], withProperties(change[1], name, isPut)]));
}

/** Undoes `withRecordsNamed`: records are shared again as they were. */
export function withRecordsPutBack(changes: Change[]): Change[] {
  const putBack = (value: unknown): unknown => (isNamed(value) ? changes[value.$change]?.[1] : value);
  return changes.map((change) =>
    change[1] === null ? change : [change[0], withProperties(change[1], putBack, isNamed)],
  );
}
