import type { UsersGraph } from './start-users.ts';

export interface EndedAccessAnswer {
  asOf: string;
  tokenLifetimeMs: number;
  sessionIds: string[];
  accounts: { id: string; version: number; isBlocked: boolean }[];
  apiKeyIds: string[];
  storeIds: string[];
  isComplete: boolean;
}

const text = `query ($since: DateTime) { endedAccess(since: $since) {
  asOf tokenLifetimeMs sessionIds accounts { id version isBlocked } apiKeyIds storeIds isComplete } }`;

/** Asks as the gateway does. */
export async function readEndedAccess(graph: UsersGraph, since: Date | null): Promise<EndedAccessAnswer> {
  const as = { kind: 'service', name: 'gateway' } as const;
  const { data } = await graph.query(text, { since: since?.toISOString() ?? null }, { as });
  return data['endedAccess'] as EndedAccessAnswer;
}
