import { inTransaction } from '@soko/postgres';
import { replacementFees } from '../domain/fees.ts';
import { type Chain, type Hex, NodeError, type SignedTransaction } from '../providers/chain.ts';
import { lockCall, saveCall } from '../store/calls.ts';
import {
  findOpenByHash,
  findUnsettled,
  findVanished,
  insertTransaction,
  settleNonce,
  type UsedNonce,
} from '../store/nonces.ts';
import type { QueueServices, QueueSettings } from './call-queue.ts';
import { changeSubject } from './change-subject.ts';
import type { CallEnds } from './end-call.ts';
import { hadEffect, look, type View } from './view.ts';

/** Nonces that one turn looks at. */
const batch = 200;

/** Time that a node gets to show the receipt of a nonce that is used. After it, somebody else used the nonce. */
const lostMs = 300_000;

/** Follows transactions until they are confirmed, and those that the chain has dropped, also long after. */
export function createNonceFollower(
  { pool, log, now }: Pick<QueueServices, 'pool' | 'log' | 'now'>,
  { confirmations, stuckMs }: Pick<QueueSettings, 'confirmations' | 'stuckMs'>,
  { trail, tryAgain }: CallEnds,
) {
  /** The newest replacement, and the block in which it was made. */
  let lastReplaced: { nonce: number; head: number } | null = null;

  /** Calls whose block the chain has dropped are under way again. */
  async function reopenVanished({ chain, account, mined: before }: View): Promise<void> {
    const found = await findVanished(pool, account, before);
    if (found.length === 0) return;
    // One that was mined and settled since the look is no vanished one.
    const mined = await chain.nonceAt('latest');
    for (const { nonce, callId } of found.filter((each) => each.nonce >= mined)) {
      await inTransaction(pool, async (tx) => {
        const call = await lockCall(tx, callId, 'DONE');
        const settled = { from: 'SUCCEEDED', to: 'OPEN', blockNumber: null, at: null } as const;
        if (call === null || !(await settleNonce(tx, account, nonce, settled))) return;
        await saveCall(tx, callId, { status: 'SENT', tries: call.tries });
        await changeSubject(tx, call, { to: 'VANISHED' }, trail());
        log.warn(
          { call: callId, subject: call.subjectId, nonce },
          'the chain has dropped a transaction; sending it again',
        );
      });
    }
  }

  /** Saves the end of a nonce, and what it means for its call. */
  async function settle(
    { account }: View,
    { nonce, callId }: UsedNonce,
    end:
      | { to: 'SUCCEEDED'; hash: string; blockNumber: number; contract: string | null }
      | { to: 'REVERTED'; blockNumber: number }
      | { to: 'LOST' },
  ): Promise<void> {
    await inTransaction(pool, async (tx) => {
      const call = await lockCall(tx, callId, 'SENT');
      const blockNumber = end.to === 'LOST' ? null : end.blockNumber;
      const isMine = await settleNonce(tx, account, nonce, { from: 'OPEN', to: end.to, blockNumber, at: now() });
      if (call === null || !isMine) return;
      if (end.to !== 'SUCCEEDED') return tryAgain(tx, call, true);
      await saveCall(tx, callId, { status: 'DONE', tries: call.tries, endedAt: now() });
      const { hash, contract } = end;
      await changeSubject(tx, call, { to: 'DONE', hash, blockNumber: end.blockNumber, contract }, trail());
    });
  }

  /** Signs a transaction with the same nonce and a higher fee, and saves it before it is sent. */
  async function replace({ chain, account, head }: View, used: UsedNonce): Promise<void> {
    const [newest] = used.transactions;
    // A chain that makes no blocks does not make them for a higher fee.
    if (lastReplaced?.nonce === used.nonce && lastReplaced.head === head) return;
    const fees = replacementFees(newest!, await chain.fees());
    if (fees === null) {
      log.error({ nonce: used.nonce, call: used.callId }, 'a transaction is not mined, although its fee is high');
      return;
    }
    const call = { to: used.recipient, data: used.data };
    const signed = await chain.signer.sign({ ...account, ...call, ...fees, nonce: used.nonce, gas: used.gas });
    await insertTransaction(pool, account, used.nonce, { ...signed, ...fees, at: now() });
    lastReplaced = { nonce: used.nonce, head };
    log.info({ nonce: used.nonce, hash: signed.hash }, 'replacing a transaction that was not mined');
    await chain.send(signed.raw);
  }

  /** Looks at a nonce that the chain has. */
  async function lookAtMined(view: View, used: UsedNonce): Promise<void> {
    for (const { hash } of used.transactions) {
      const receipt = await view.chain.receipt(hash);
      if (receipt === null) continue;
      const { blockNumber, succeeded, contractAddress: contract } = receipt;
      if (blockNumber > view.confirmed) return;
      const isDone = succeeded && (await hadEffect(pool, view, used));
      if (isDone === null) return;
      return settle(
        view,
        used,
        isDone ? { to: 'SUCCEEDED', hash, blockNumber, contract } : { to: 'REVERTED', blockNumber },
      );
    }
    const isOld = used.transactions[0]!.signedAt.getTime() < now().getTime() - lostMs;
    if (isOld && (await view.chain.nonceAt(Math.max(0, view.confirmed))) > used.nonce) {
      log.error({ nonce: used.nonce, call: used.callId }, 'something else has used a nonce of the signer');
      await settle(view, used, { to: 'LOST' });
    }
  }

  /** Sends a transaction as it is. One that is replaced next may be refused. */
  async function sendAgain({ chain }: View, raw: SignedTransaction['raw'], isStuck: boolean): Promise<void> {
    try {
      await chain.send(raw);
    } catch (error) {
      if (!isStuck || !(error instanceof NodeError) || !error.hasAnswered) throw error;
      log.warn({ err: error }, 'the node refuses a transaction');
    }
  }

  /** Sends a transaction that the chain does not have, and replaces it when it waits for too long. */
  async function lookAtWaiting(view: View, used: UsedNonce): Promise<void> {
    const [newest] = used.transactions;
    const isStuck = used.nonce === view.mined && newest!.signedAt.getTime() < now().getTime() - stuckMs;
    const isKnown = await view.chain.isKnown(newest!.hash);
    if (!isKnown) await sendAgain(view, newest!.raw, isStuck);
    if (isStuck && used.status === 'OPEN') await replace(view, used);
  }

  async function lookAtEach(view: View, nonces: readonly UsedNonce[]): Promise<void> {
    for (const used of nonces) {
      try {
        if (used.nonce >= view.mined) await lookAtWaiting(view, used);
        else await lookAtMined(view, used);
      } catch (error) {
        if (error instanceof NodeError && !error.hasAnswered) throw error;
        // One that fails again and again keeps no other from its end.
        log.error({ err: error, nonce: used.nonce, call: used.callId }, 'a transaction could not be followed');
      }
    }
  }

  return {
    async followNonces(chain: Chain): Promise<void> {
      const view = await look(chain, confirmations);
      await reopenVanished(view);
      await lookAtEach(view, await findUnsettled(pool, view.account, view.mined, batch));
    },
    /** Looks at those of the transactions that are under way. Asks the chain nothing when none of them is. */
    async lookAt(openChain: () => Promise<Chain>, account: View['account'], hashes: readonly Hex[]): Promise<void> {
      const found = await findOpenByHash(pool, account, hashes);
      if (found.length > 0) await lookAtEach(await look(await openChain(), confirmations), found);
    },
  };
}
