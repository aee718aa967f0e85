import type { Queryable } from '@soko/postgres';
import type { Chain } from '../providers/chain.ts';
import { findCallFacts, findSentCall } from '../store/calls.ts';
import type { UsedNonce } from '../store/nonces.ts';
import { tookEffect } from './encode-call.ts';

/** Where the chain is, as one turn sees it. */
export interface View {
  chain: Chain;
  account: { chainId: number; signer: string };
  head: number;
  /** Number of the signer's transactions that are mined. */
  mined: number;
  /** Newest block that counts as confirmed; may be below 0. */
  confirmed: number;
}

export async function look(chain: Chain, confirmations: number): Promise<View> {
  const account = { chainId: chain.chainId, signer: chain.signer.address };
  const head = await chain.head();
  const mined = await chain.nonceAt('latest');
  return { chain, account, head, mined, confirmed: head - confirmations + 1 };
}

/** Whether a transaction that was mined did what its call is for. Null when that cannot be seen yet. */
export async function hadEffect(
  db: Queryable,
  { chain, confirmed }: View,
  { callId }: Pick<UsedNonce, 'callId'>,
): Promise<boolean | null> {
  const call = await findSentCall(db, callId);
  if (call === null || call.kind === 'DEPLOY') return true;
  const facts = await findCallFacts(db, call);
  return facts.contract === null ? null : tookEffect(chain, call, facts, confirmed);
}
