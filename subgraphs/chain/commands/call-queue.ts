import { inTransaction } from '@soko/postgres';
import { type Call, gasLimit, judge, maxBatch } from '../domain/call.ts';
import type { Fees } from '../domain/fees.ts';
import type { Chain, EncodedCall, Hex, SignedTransaction } from '../providers/chain.ts';
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
import { countOpen, hasNonces, insertNonce, insertTransaction, nextNonce } from '../store/nonces.ts';
import { changeSubject } from './change-subject.ts';
import { encodeCall, tookEffect } from './encode-call.ts';
import { createCallEnds, pauses } from './end-call.ts';
import { createNonceFollower } from './follow-nonces.ts';
import { gatherMints } from './gather-mints.ts';
import { createHandOver } from './hand-over.ts';
import { createOthersReport } from './report-others.ts';
import { look, type View } from './view.ts';

export type QueueServices = Pick<ChainServices, 'pool' | 'openChain' | 'publicUrl' | 'log' | 'now'> &
  Partial<Pick<ChainServices, 'openOldChain'>>;

export interface QueueSettings {
  /** Blocks after which a transaction is confirmed, its own included. */
  confirmations: number;
  /** Time after which a transaction that was not mined is replaced. */
  stuckMs: number;
  /** Mints that one transaction makes. Default 100. */
  batchSize?: number;
}

/** Transactions that wait to be mined: nodes keep few of one account. */
const maxOpen = 16;

/** Calls that one turn fails because the one before them has. */
const batch = 200;

/**
 * Makes calls take effect on the chain, once each. A nonce belongs to one call, and a transaction is signed and saved in one
 * transaction of the database before it is sent: a process that dies leaves either nothing, or a transaction that the next
 * one sends as it is.
 */
export function createCallQueue(services: QueueServices, settings: QueueSettings) {
  const { pool, openChain, openOldChain = null, publicUrl, log, now } = services;

  const reportOthers = createOthersReport(services);
  const ends = createCallEnds(services);
  const { fail, split, tryAgain, trail } = ends;
  const { followNonces, lookAt } = createNonceFollower(services, settings, ends);
  const { followNonces: followOld } = createNonceFollower(services, settings, ends);
  const handOver = createHandOver(services, { makeCalls, follow: followOld });

  /** Makes a call wait that was not sent, without counting a try. */
  async function postpone(id: string): Promise<void> {
    await inTransaction(pool, async (tx) => {
      const call = await lockCall(tx, id, 'QUEUED');
      if (call === null) return;
      const dueAt = new Date(now().getTime() + pauses.firstMs);
      await saveCall(tx, id, { status: 'QUEUED', tries: call.tries, dueAt });
    });
  }

  async function splitQueued({ id }: Call, error: string | null): Promise<void> {
    log.warn({ call: id, error }, 'the contract refuses a batch');
    await inTransaction(pool, async (tx) => {
      const locked = await lockCall(tx, id, 'QUEUED');
      if (locked !== null) await split(tx, locked, false);
    });
  }

  /** The contract refused a call before it was sent. */
  async function refused(view: View, call: Call, facts: CallFacts, error: string | null): Promise<void> {
    if (call.kind === 'MINT_BATCH') return splitQueued(call, error);
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
    const gas = estimate.result === 'accepted' ? gasLimit(call.kind, estimate.gas, facts.mints.length) : 0n;
    if (gas === null) {
      log.warn({ call: call.id, kind: call.kind, subject: call.subjectId }, 'a call needs more gas than it may');
      await inTransaction(pool, async (tx) => {
        const locked = await lockCall(tx, call.id, 'QUEUED');
        if (locked?.kind === 'MINT_BATCH') await split(tx, locked, false);
        else if (locked !== null) await fail(tx, locked, 'REFUSED_BY_CONTRACT');
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

  /** Sends calls as the account of a chain, as many as it has room for. Returns how many. */
  async function makeCalls(
    chain: Chain,
    find: (limit: number, account: View['account']) => Promise<Call[]>,
  ): Promise<number> {
    const view = await look(chain, settings.confirmations);
    const room = maxOpen - (await countOpen(pool, view.account, view.mined));
    if (room <= 0) return 0;
    const due = await find(room, view.account);
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

  /** Sends the calls that are due. Returns how many. */
  const makeDue = (chain: Chain): Promise<number> =>
    makeCalls(chain, async (limit, account) => {
      const size = settings.batchSize ?? maxBatch;
      await gatherMints(services, { chainId: chain.chainId, size, limit });
      return findDueCalls(pool, account, { now: now(), limit, needsRole: openOldChain !== null });
    });

  /** Lets the previous account give its roles. What needs none of them goes on when its key or its node is away. */
  async function moveRoles(): Promise<void> {
    if (openChain === null || openOldChain === null) return;
    try {
      await handOver(await openOldChain(), await openChain());
    } catch (error) {
      log.error({ err: error }, 'the previous account could not give its roles');
    }
  }

  return {
    /** Sends what is due, and looks at what is under way. Asks the chain nothing when there is neither. */
    async run(): Promise<void> {
      if (openChain === null) return;
      // Before the others: what the new account makes waits for its roles.
      await moveRoles();
      if (!(await hasWork(pool, now()))) return;
      await failStranded();
      const chain = await openChain();
      await followNonces(chain);
      if ((await makeDue(chain)) > 0) await followNonces(chain);
    },
    /** Looks at transactions before their turn. Hashes of others and those of the past are passed over. */
    async lookAt(hashes: readonly Hex[]): Promise<void> {
      if (openChain === null || hashes.length === 0 || !(await hasNonces(pool))) return;
      const { chainId, signer } = await openChain();
      await lookAt(openChain, { chainId, signer: signer.address }, hashes);
    },
    /** Finds transactions that the chain had and has dropped, also long after they were confirmed. */
    async lookBack(): Promise<void> {
      if (openChain === null || !(await hasNonces(pool))) return;
      const chain = await openChain();
      const old = openOldChain === null ? null : await openOldChain();
      await reportOthers(
        chain.chainId,
        [chain, ...(old === null ? [] : [old])].map(({ signer }) => signer.address),
      );
      if (old !== null) await followOld(old);
      await followNonces(chain);
    },
  };
}

export type CallQueue = ReturnType<typeof createCallQueue>;
