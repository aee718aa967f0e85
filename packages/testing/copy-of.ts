import { person } from './viewers.ts';
import type { TestSubgraph } from './test-subgraph.ts';

/** A spec reads items as plain JSON. */
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

/**
 * All that a subgraph holds about a person, part by part, as users asks for it with `field`: the items of each section. Fails when
 * anyone but a service is answered.
 */
export async function copyOf(
  graph: Pick<TestSubgraph, 'query'>,
  field: string,
  userId: string,
): Promise<Record<string, Json[]>> {
  const text = `query ($userId: ID!, $after: String) { part: ${field}(userId: $userId, after: $after) }`;
  for (const as of [person(userId), person('usr_staff', 'SUPPORT', 'ADMIN'), { kind: 'anonymous' } as const]) {
    const { errors } = await graph.query(text, { userId }, { as });
    const code = errors?.[0]?.extensions?.['code'];
    if (code !== 'FORBIDDEN' && code !== 'UNAUTHENTICATED') throw new Error(`${as.kind} is answered by ${field}.`);
  }
  const found: Record<string, Json[]> = {};
  let after: string | null = null;
  do {
    const { data, errors }: Json = await graph.query(
      text,
      { userId, after },
      { as: { kind: 'service', name: 'users' } },
    );
    if (errors) throw new Error(JSON.stringify(errors));
    const { section, items, next } = data.part;
    (found[section] ??= []).push(...items);
    after = next;
  } while (after !== null);
  return found;
}
