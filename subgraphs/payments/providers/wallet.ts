import { serviceIdentity } from '@soko/auth';
import { newId } from '@soko/ids';
import { parseMoney, toGraphMoney } from '@soko/money';
import { createPeer, PeerFailed, type PeerOperation, type SubgraphTransport } from '@soko/subgraph';
import { explainDecline } from '../domain/explain-decline.ts';
import { failedPayment, type ProviderPayment, providerPayment } from '../domain/provider-payment.ts';
import {
  paymentsCaptureWalletHold,
  paymentsHoldWalletFunds,
  paymentsRefundToWallet,
  paymentsReleaseWalletHold,
  paymentsWalletHold,
  type PaymentsWalletHoldData,
  paymentsWalletRefund,
} from '../generated/peers/wallets.ts';
import { type PaymentProvider, ProviderRefusal, ProviderUnavailable } from './provider.ts';

/** Life of a hold, in milliseconds: longer than the longest delivery. */
const holdMs = 90 * 86_400_000;

type Hold = Omit<NonNullable<PaymentsWalletHoldData['walletHold']>, '__typename'>;

const statuses = { HELD: 'authorized', CAPTURED: 'captured', RELEASED: 'voided', EXPIRED: 'expired' } as const;

const minorOf = ({ amount, currency }: Hold['amount']): bigint => parseMoney(amount, currency).amountMinor;

const failed = (code: string): ProviderPayment => failedPayment(code, explainDecline(code));

function toPayment(ref: string, { status, amount, captured, refunded, expiresAt }: Hold): ProviderPayment {
  const isLive = status === 'HELD' || status === 'CAPTURED';
  return providerPayment(ref, statuses[status], {
    authorizedMinor: isLive ? minorOf(amount) : 0n,
    capturedMinor: minorOf(captured),
    refundedMinor: minorOf(refunded),
    expiresAt: status === 'HELD' ? new Date(expiresAt) : null,
  });
}

/** The entity that wallets returned. Throws `ProviderRefusal` for a refusal. */
function requireEntity<Answer extends { __typename: string }>(answer: Answer): Exclude<Answer, { code: string }> {
  if ('code' in answer && 'message' in answer) {
    throw new ProviderRefusal(String(answer.code).toLowerCase(), String(answer.message));
  }
  return answer as Exclude<Answer, { code: string }>;
}

/** The refusal of a repeat says nothing about an earlier try, whose answer was lost: its effect is looked for. */
async function unlessDone<Done>(act: () => Promise<Done>, look: () => Promise<Done | null>): Promise<Done> {
  try {
    return await act();
  } catch (error) {
    const done = error instanceof ProviderRefusal ? await look() : null;
    if (done !== null) return done;
    throw error;
  }
}

/** Codes of a wrong request, which has no effect. */
const isFinal = (code: string | null): boolean => code === 'BAD_USER_INPUT' || code === 'IDEMPOTENCY_MISMATCH';

/** Wallets of users, kept by the subgraph `wallets`: an authorisation is a hold on the buyer's main wallet. */
export function createWalletProvider(transport: SubgraphTransport): PaymentProvider {
  const askPeer = createPeer('wallets', transport);

  async function ask<Data, Variables extends Record<string, unknown>>(
    operation: PeerOperation<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    try {
      return await askPeer(operation, variables, serviceIdentity('payments', newId('req')));
    } catch (error) {
      if (error instanceof PeerFailed && isFinal(error.code)) throw new ProviderRefusal('refused', error.message);
      throw new ProviderUnavailable('Wallets did not answer.', { cause: error });
    }
  }

  async function fetch(ref: string): Promise<ProviderPayment> {
    const { walletHold } = await ask(paymentsWalletHold, { reference: ref });
    if (walletHold === null) throw new ProviderRefusal('unknown_hold', 'There is no such hold on a wallet.');
    return toPayment(ref, walletHold);
  }

  return {
    name: 'wallet',
    vault: null,
    books: null,
    takesAtOnce: null,

    async authorize({ paymentId, generation, buyerId, amountMinor, currency, createdAt }) {
      if (buyerId === null) return failed('sign_in_required');
      const reference = generation === 1 ? paymentId : `${paymentId}:${generation}`;
      const amount = toGraphMoney({ amountMinor, currency });
      // The same at every try: a repeat must have the same input.
      const expiresAt = new Date(createdAt.getTime() + holdMs).toISOString();
      const input = { reference, userId: buyerId, amount, expiresAt };
      return unlessDone(
        async () => {
          const { holdWalletFunds: hold } = await ask(paymentsHoldWalletFunds, { input });
          return hold.__typename === 'WalletHold' ? toPayment(reference, hold) : failed(hold.code.toLowerCase());
        },
        async () => {
          const { walletHold } = await ask(paymentsWalletHold, { reference });
          return walletHold && toPayment(reference, walletHold);
        },
      );
    },

    async capture({ ref, currency }, amountMinor) {
      const input = { reference: ref, amount: toGraphMoney({ amountMinor, currency }) };
      const { captureWalletHold } = await ask(paymentsCaptureWalletHold, { input });
      return toPayment(ref, requireEntity(captureWalletHold));
    },

    async void({ ref }) {
      const { releaseWalletHold } = await ask(paymentsReleaseWalletHold, { input: { reference: ref } });
      return toPayment(ref, requireEntity(releaseWalletHold));
    },

    async refund({ ref, currency }, { amountMinor }, { key }) {
      const input = { reference: ref, refundReference: key, amount: toGraphMoney({ amountMinor, currency }) };
      const made = { ref: key, status: 'succeeded', failure: null } as const;
      return unlessDone(
        async () => {
          const { refundToWallet } = await ask(paymentsRefundToWallet, { input });
          requireEntity(refundToWallet);
          return made;
        },
        async () => ((await ask(paymentsWalletRefund, { refundReference: key })).walletRefund === null ? null : made),
      );
    },

    fetch: ({ ref }) => fetch(ref),

    async fetchRefund(ref) {
      const { walletRefund } = await ask(paymentsWalletRefund, { refundReference: ref });
      if (walletRefund === null) throw new ProviderRefusal('unknown_refund', 'There is no such refund to a wallet.');
      return { ref, status: 'succeeded', failure: null };
    },
  };
}
