/** A change: `[kind, record]` puts a record, `[kind, null, id]` removes one. */
export type Change = [kind: string, record: { id: string }] | [kind: string, removed: null, id: string];

/** A reference to another record of the same line, by its index among the line's changes. */
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
 * An event contains the record it is about, which the same line usually puts: the journal then has the record once.
 * Only direct properties of a record are replaced.
 */
export function withRecordsNamed(changes: Change[]): Change[] {
  const places = new Map<unknown, number>(changes.flatMap((change, index) => (change[1] ? [[change[1], index]] : [])));
  const isPut = (value: unknown): boolean => places.has(value);
  const name = (value: unknown): unknown => (isPut(value) ? ({ $change: places.get(value)! } satisfies Named) : value);
  return changes.map((change) => (change[1] === null ? change : [change[0], withProperties(change[1], name, isPut)]));
}

/** Undoes `withRecordsNamed`: replaces references by the records. */
export function withRecordsPutBack(changes: Change[]): Change[] {
  const putBack = (value: unknown): unknown => (isNamed(value) ? changes[value.$change]?.[1] : value);
  return changes.map((change) =>
    change[1] === null ? change : [change[0], withProperties(change[1], putBack, isNamed)],
  );
}
