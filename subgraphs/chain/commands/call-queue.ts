import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { inTransaction, type Queryable } from '@soko/postgres';
import { backoffMs } from '@soko/retry';
import { type Call, gasLimit, judge, maxReverts, maxTries } from '../domain/call.ts';
import type { ChainFailure } from '../domain/failure.ts';
import { type Fees, replacementFees } from '../domain/fees.ts';
import { type Chain, type EncodedCall, NodeError, type SignedTransaction } from '../providers/chain.ts';
import type { ChainServices } from '../services.ts';
import {
  type CallFacts,
  findCallFacts,
  findDueCalls,
  findStrandedCalls,
  hasWork,
  lockCall,
  saveCall,
} from '../store/calls.ts';
import {
  countOpen,
  countReverts,
  findUnsettled,
  findVanished,
  hasNonces,
  insertNonce,
  insertTransaction,
  nextNonce,
  settleNonce,
  type UsedNonce,
} from '../store/nonces.ts';
import { changeSubject } from './change-subject.ts';
import { encodeCall, tookEffect } from './encode-call.ts';
import { createOthersReport } from './report-others.ts';
import { hadEffect, look, type View } from './view.ts';

export type QueueServices = Pick<ChainServices, 'pool' | 'openChain' | 'publicUrl' | 'log' | 'now'>;

export interface QueueSettings {
  /** Blocks after which a transaction is confirmed, its own included. */
  confirmations: number;
  /** Time after which a transaction that was not mined is replaced. */
  stuckMs: number;
}

/** Transactions that wait to be mined: nodes keep few of one account. */
const maxOpen = 16;

/** Nonces that one turn looks at. */
const batch = 200;

/** Pauses before a call is tried again. */
const pauses = { firstMs: 5_000, maxMs: 300_000 };

/** Time that a node gets to show the receipt of a nonce that is used. After it, somebody else used the nonce. */
const lostMs = 300_000;

/**
 * Makes calls take effect on the chain, once each. A nonce belongs to one call, and a transaction is signed and saved in one
 * transaction of the database before it is sent: a process that dies leaves either nothing, or a transaction that the next
 * one sends as it is.
 */
export function createCallQueue(services: QueueServices, { confirmations, stuckMs }: QueueSettings) {
  const { pool, openChain, publicUrl, log, now } = services;

  /** The newest replacement, and the block in which it was made. */
  let lastReplaced: { nonce: number; head: number } | null = null;

  const reportOthers = createOthersReport(services);

  const trail = (): EventTrail => ({
    correlationId: newId('req'),
    causationId: null,
    actor: { kind: 'service', id: 'chain' },
    now,
  });

  async function fail(tx: Queryable, call: Call, failure: ChainFailure): Promise<void> {
    await saveCall(tx, call.id, { status: 'FAILED', tries: call.tries, failure, endedAt: now() });
    await changeSubject(tx, call, { to: 'FAILED', failure }, trail());
    log.error({ call: call.id, kind: call.kind, subject: call.subjectId, failure }, 'a call of the chain has failed');
  }

  /** Counts an attempt without effect. The call is made again later, or has failed. */
  async function tryAgain(tx: Queryable, call: Call, wasSent: boolean): Promise<void> {
    const tries = call.tries + 1;
    const isOver = wasSent ? (await countReverts(tx, call.id)) >= maxReverts : tries >= maxTries;
    if (isOver) return fail(tx, { ...call, tries }, 'TRIES_USED_UP');
    await saveCall(tx, call.id, {
      status: 'QUEUED',
      tries,
      dueAt: new Date(now().getTime() + backoffMs(tries, pauses)),
    });
    if (wasSent) await changeSubject(tx, call, { to: 'QUEUED' }, trail());
  }

  /** Makes a call wait that was not sent, without counting a try. */
  async function postpone(id: string): Promise<void> {
    await inTransaction(pool, async (tx) => {
      const call = await lockCall(tx, id, 'QUEUED');
      if (call === null) return;
      const dueAt = new Date(now().getTime() + pauses.firstMs);
      await saveCall(tx, id, { status: 'QUEUED', tries: call.tries, dueAt });
    });
  }

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

  async function followNonces(chain: Chain): Promise<void> {
    const view = await look(chain, confirmations);
    await reopenVanished(view);
    for (const used of await findUnsettled(pool, view.account, view.mined, batch)) {
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

  /** The contract refused a call before it was sent. */
  async function refused(view: View, call: Call, facts: CallFacts, error: string | null): Promise<void> {
    const judged = judge(call.kind, error);
    // Code of the receiver can throw the errors of the contract: only its state tells.
    const isFalse = judged === 'ALREADY_DONE' && !(await tookEffect(view.chain, call, facts, view.head));
    const verdict = isFalse ? 'LATER' : judged;
    log.warn(
      { call: call.id, kind: call.kind, subject: call.subjectId, error, verdict },
      'the contract refuses a call',
    );
    const isDone =
      verdict === 'ALREADY_DONE' && (await tookEffect(view.chain, call, facts, Math.max(0, view.confirmed)));
    if (verdict === 'ALREADY_DONE' && !isDone) return postpone(call.id);
    await inTransaction(pool, async (tx) => {
      const locked = await lockCall(tx, call.id, 'QUEUED');
      if (locked === null) return;
      if (verdict === 'NEVER') return fail(tx, locked, 'REFUSED_BY_CONTRACT');
      if (verdict === 'LATER') return tryAgain(tx, locked, false);
      await saveCall(tx, call.id, { status: 'DONE', tries: locked.tries, endedAt: now() });
      await changeSubject(tx, locked, { to: 'DONE', hash: null, blockNumber: null, contract: null }, trail());
    });
  }

  /** Gives a call its nonce and signs its transaction. The transaction to send; null when another process has the call. */
  async function sign(
    { chain, account }: View,
    { id }: Call,
    encoded: EncodedCall,
    cost: Fees & { gas: bigint },
  ): Promise<SignedTransaction | null> {
    const onChain = await chain.nonceAt('latest');
    return inTransaction(pool, async (tx) => {
      const call = await lockCall(tx, id, 'QUEUED');
      if (call === null) return null;
      const nonce = await nextNonce(tx, account, onChain);
      const signed = await chain.signer.sign({ chainId: account.chainId, ...encoded, ...cost, nonce });
      const at = now();
      await insertNonce(tx, account, { nonce, callId: id, call: encoded, gas: cost.gas, at });
      await insertTransaction(tx, account, nonce, { ...signed, ...cost, at });
      await saveCall(tx, id, { status: 'SENT', tries: call.tries });
      await changeSubject(tx, call, { to: 'SENT', hash: signed.hash }, trail());
      return signed;
    });
  }

  /** Makes one call. False when the account cannot pay. */
  async function make(view: View, call: Call): Promise<boolean> {
    const { chain } = view;
    const facts = await findCallFacts(pool, call);
    const encoded = encodeCall(chain, call, facts, publicUrl);
    // A call of an address without code has no effect, and nodes accept it.
    if (encoded.to !== null && !(await chain.hasCode(encoded.to))) {
      await refused(view, call, facts, null);
      return true;
    }
    const estimate = await chain.estimate(encoded);
    if (estimate.result === 'refused') {
      await refused(view, call, facts, estimate.error);
      return true;
    }
    const gas = estimate.result === 'accepted' ? gasLimit(call.kind, estimate.gas) : 0n;
    if (gas === null) {
      log.warn({ call: call.id, kind: call.kind, subject: call.subjectId }, 'a call needs more gas than it may');
      await inTransaction(pool, async (tx) => {
        const locked = await lockCall(tx, call.id, 'QUEUED');
        if (locked !== null) await fail(tx, locked, 'REFUSED_BY_CONTRACT');
      });
      return true;
    }
    const [fees, balance] = await Promise.all([chain.fees(), chain.balance()]);
    if (estimate.result === 'unfunded' || balance < gas * fees.maxFee) {
      log.error({ address: chain.signer.address, balance: String(balance) }, 'the account cannot pay for gas');
      return false;
    }
    const signed = await sign(view, call, encoded, { ...fees, gas });
    if (signed !== null) await chain.send(signed.raw);
    return true;
  }

  async function failStranded(): Promise<number> {
    const stranded = await findStrandedCalls(pool, batch);
    for (const { id } of stranded) {
      await inTransaction(pool, async (tx) => {
        const call = await lockCall(tx, id, 'QUEUED');
        if (call !== null) await fail(tx, call, 'DEPENDENCY_FAILED');
      });
    }
    return stranded.length;
  }

  /** Sends the calls that are due. Returns how many. */
  async function makeDue(chain: Chain): Promise<number> {
    const view = await look(chain, confirmations);
    const room = maxOpen - (await countOpen(pool, view.account, view.mined));
    if (room <= 0) return 0;
    const due = await findDueCalls(pool, chain.chainId, now(), room);
    for (const call of due) {
      try {
        if (!(await make(view, call))) return 0;
      } catch (error) {
        log.error({ err: error, call: call.id, kind: call.kind, subject: call.subjectId }, 'a call could not be made');
        await postpone(call.id);
      }
    }
    return due.length;
  }

  return {
    /** Sends what is due, and looks at what is under way. Asks the chain nothing when there is neither. */
    async run(): Promise<void> {
      if (openChain === null || !(await hasWork(pool, now()))) return;
      await failStranded();
      const chain = await openChain();
      await followNonces(chain);
      if ((await makeDue(chain)) > 0) await followNonces(chain);
    },
    /** Finds transactions that the chain had and has dropped, also long after they were confirmed. */
    async lookBack(): Promise<void> {
      if (openChain === null || !(await hasNonces(pool))) return;
      const chain = await openChain();
      await reportOthers(chain.chainId, chain.signer.address);
      await followNonces(chain);
    },
  };
}

export type CallQueue = ReturnType<typeof createCallQueue>;
