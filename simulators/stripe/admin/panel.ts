import type { Action, Cell, Panel, Table, Tone } from '@soko/simulator-kit';
import { isEnabled } from '../accounts/render.ts';
import { balanceOf } from '../balance/balance-of.ts';
import { isOpen } from '../disputes/close-dispute.ts';
import { money } from '../pages/money.ts';
import { isUnderWay } from '../payouts/finish.ts';
import type { AccountRecord } from '../records/connect.ts';
import type { ObjectKind, ObjectKinds } from '../records/kinds.ts';
import type { ChargeRecord, IntentRecord } from '../records/payments.ts';
import type { Simulator } from '../simulator.ts';

const rowsShown = 20;

const tones: Readonly<Record<string, Tone>> = {
  succeeded: 'good',
  paid: 'good',
  won: 'good',
  enabled: 'good',
  failed: 'bad',
  lost: 'bad',
  restricted: 'bad',
  disconnected: 'bad',
  canceled: 'quiet',
  active: 'good',
  past_due: 'bad',
  incomplete: 'waiting',
  requires_capture: 'waiting',
  requires_action: 'waiting',
  needs_response: 'waiting',
  under_review: 'waiting',
  pending: 'waiting',
  in_transit: 'waiting',
};

const status = (text: string, note = ''): Cell => ({ text, tone: tones[text] ?? 'quiet', note });
const code = (text: string): Cell => ({ text, code: true });
const at = (seconds: number): Cell => code(new Date(seconds * 1_000).toISOString().slice(5, 16).replace('T', ' '));

interface Description<Kind extends ObjectKind> {
  id: string;
  title: string;
  columns: readonly string[];
  empty: string;
  cells(record: ObjectKinds[Kind]): readonly Cell[];
  actions?(record: ObjectKinds[Kind]): readonly Action[];
}

function tableOf<Kind extends ObjectKind>({ records }: Simulator, kind: Kind, description: Description<Kind>): Table {
  const { cells, actions, ...rest } = description;
  const rows: { cells: readonly Cell[]; actions?: readonly Action[] }[] = [];
  for (const record of records.newestFirst(kind)) {
    if (rows.push({ cells: cells(record), actions: actions?.(record) ?? [] }) === rowsShown) break;
  }
  return { ...rest, rows, total: records.count(kind) };
}

function intentActions(intent: IntentRecord, charge: ChargeRecord | undefined): Action[] {
  const path = `payment_intents/${intent.id}`;
  switch (intent.status) {
    case 'requires_action':
      return [
        { label: 'Approve', path: `${path}/approve`, tone: 'good' },
        { label: 'Decline', path: `${path}/decline`, tone: 'bad' },
      ];
    case 'requires_capture':
      return [{ label: 'Expire', path: `${path}/expire`, tone: 'bad' }];
    case 'succeeded':
      return charge?.captured && charge.dispute === null
        ? [{ label: 'Dispute', path: `charges/${charge.id}/dispute`, tone: 'bad' }]
        : [];
    default:
      return [];
  }
}

const whyNot = ({ lastFailure, cancellationReason }: IntentRecord): string =>
  lastFailure?.declineCode ?? lastFailure?.code ?? cancellationReason ?? '';

/** The captured amount and its refunded part. */
function taken(charge: ChargeRecord | undefined): string {
  if (!charge?.captured) return '';
  const { amount, amountCaptured, amountRefunded, currency } = charge;
  if (amountCaptured === amount && amountRefunded === 0) return '';
  const back = amountRefunded > 0 ? ` − ${money(amountRefunded, currency)}` : '';
  return `${money(amountCaptured, currency)}${back} captured`;
}

const intentTable = (simulator: Simulator): Table => {
  const chargeOf = ({ latestCharge }: IntentRecord) =>
    latestCharge === null ? undefined : simulator.records.get('charges', latestCharge);
  return tableOf(simulator, 'intents', {
    id: 'intents',
    title: 'Payments',
    columns: ['created', 'id', 'amount', 'status', 'card'],
    empty: 'No payment has been made yet.',
    cells: (intent) => {
      const charge = chargeOf(intent);
      return [
        at(intent.createdAt),
        code(intent.id),
        { text: money(intent.amount, intent.currency), note: taken(charge) },
        status(intent.status, whyNot(intent)),
        charge ? { text: charge.card.last4, note: charge.card.brand } : '',
      ];
    },
    actions: (intent) => intentActions(intent, chargeOf(intent)),
  });
};

const refundTable = (simulator: Simulator): Table =>
  tableOf(simulator, 'refunds', {
    id: 'refunds',
    title: 'Refunds',
    columns: ['created', 'id', 'amount', 'status', 'payment', 'why'],
    empty: 'Nothing has been refunded yet.',
    cells: (refund) => [
      at(refund.createdAt),
      code(refund.id),
      money(refund.amount, refund.currency),
      status(refund.status),
      code(refund.intent),
      refund.failureReason ?? refund.reason ?? '',
    ],
    actions: ({ id, status }) => [
      ...(status === 'pending' ? [{ label: 'Succeed', path: `refunds/${id}/succeed`, tone: 'good' as const }] : []),
      ...(status === 'failed' || status === 'canceled'
        ? []
        : [{ label: 'Fail', path: `refunds/${id}/fail`, tone: 'bad' as const }]),
    ],
  });

const disputeTable = (simulator: Simulator): Table =>
  tableOf(simulator, 'disputes', {
    id: 'disputes',
    title: 'Disputes',
    columns: ['created', 'id', 'amount', 'status', 'reason', 'payment'],
    empty: 'No payment is disputed.',
    cells: (dispute) => [
      at(dispute.createdAt),
      code(dispute.id),
      money(dispute.amount, dispute.currency),
      status(dispute.status),
      dispute.reason,
      code(dispute.intent),
    ],
    actions: (dispute) =>
      isOpen(dispute)
        ? [
            { label: 'Win', path: `disputes/${dispute.id}/win`, tone: 'good' },
            { label: 'Lose', path: `disputes/${dispute.id}/lose`, tone: 'bad' },
          ]
        : [],
  });

const balanceText = ({ records, controls }: Simulator, account: string, currency: string): string => {
  const now = Math.floor(controls.clock.now().getTime() / 1_000);
  const { available, pending } = balanceOf(records, account, currency, now);
  return `${money(available, currency)}${pending === 0 ? '' : ` + ${money(pending, currency)} pending`}`;
};

function standingOf(account: AccountRecord): string {
  if (account.disconnected === true) return 'disconnected';
  if (isEnabled(account)) return 'enabled';
  return account.detailsSubmitted ? 'restricted' : 'pending';
}

const accountTable = (simulator: Simulator): Table =>
  tableOf(simulator, 'accounts', {
    id: 'accounts',
    title: 'Connected accounts',
    columns: ['created', 'id', 'email', 'country', 'status', 'balance'],
    empty: 'No seller has an account yet.',
    cells: (account) => [
      at(account.createdAt),
      code(account.id),
      account.email ?? '',
      account.country,
      status(standingOf(account)),
      balanceText(simulator, account.id, account.defaultCurrency),
    ],
    actions: (account) => {
      const path = `accounts/${account.id}`;
      if (account.disconnected === true) return [{ label: 'Connect', path: `${path}/connect`, tone: 'good' }];
      return [
        isEnabled(account)
          ? { label: 'Restrict', path: `${path}/restrict`, tone: 'bad' }
          : { label: 'Onboard', path: `${path}/enable`, tone: 'good' },
        { label: 'Disconnect', path: `${path}/disconnect`, tone: 'bad' },
      ];
    },
  });

const transferTable = (simulator: Simulator): Table =>
  tableOf(simulator, 'transfers', {
    id: 'transfers',
    title: 'Transfers',
    columns: ['created', 'id', 'amount', 'reversed', 'to', 'group'],
    empty: 'Nothing has been transferred yet.',
    cells: (transfer) => [
      at(transfer.createdAt),
      code(transfer.id),
      money(transfer.amount, transfer.currency),
      transfer.amountReversed > 0 ? money(transfer.amountReversed, transfer.currency) : '',
      code(transfer.destination),
      transfer.transferGroup ?? '',
    ],
  });

const payoutTable = (simulator: Simulator): Table =>
  tableOf(simulator, 'payouts', {
    id: 'payouts',
    title: 'Payouts',
    columns: ['created', 'id', 'amount', 'status', 'of', 'why'],
    empty: 'Nothing has been paid out yet.',
    cells: (payout) => [
      at(payout.createdAt),
      code(payout.id),
      money(payout.amount, payout.currency),
      status(payout.status),
      code(payout.account ?? 'platform'),
      payout.failureCode ?? '',
    ],
    actions: (payout) =>
      isUnderWay(payout)
        ? [
            { label: 'Pay', path: `payouts/${payout.id}/pay`, tone: 'good' },
            { label: 'Fail', path: `payouts/${payout.id}/fail`, tone: 'bad' },
          ]
        : [],
  });

const subscriptionTable = (simulator: Simulator): Table =>
  tableOf(simulator, 'subscriptions', {
    id: 'subscriptions',
    title: 'Subscriptions',
    columns: ['created', 'id', 'price', 'status', 'customer'],
    empty: 'No customer has subscribed yet.',
    cells: (subscription) => {
      const { unitAmount, currency, recurring } = simulator.records.get('prices', subscription.price)!;
      return [
        at(subscription.createdAt),
        code(subscription.id),
        { text: money(unitAmount * subscription.quantity, currency), note: `each ${recurring.interval}` },
        status(subscription.status, subscription.cancelAtPeriodEnd ? 'ends with the period' : ''),
        code(subscription.customer),
      ];
    },
  });

const eventTable = ({ records }: Simulator): Table => {
  const newest = [];
  for (const event of records.newestFirst('events')) if (newest.push(event) === rowsShown) break;
  return {
    id: 'events',
    title: 'Events',
    columns: ['created', 'type', 'id', 'object'],
    rows: newest.map((event) => ({
      cells: [at(event.createdAt), event.type, code(event.id), code(event.record.id)],
      actions: [{ label: 'Send again', path: `events/${event.id}/redeliver` }],
    })),
    total: records.count('events'),
    empty: 'Nothing has happened yet.',
  };
};

/** The admin page of the simulated Stripe. */
export const stripePanel = (simulator: Simulator): Panel => ({
  title: 'Simulated Stripe',
  about: 'Stands in for api.stripe.com on this machine. It accepts any key that starts with sk_test_.',
  figures: () => [
    { label: 'payments', value: String(simulator.records.count('intents')) },
    { label: 'refunds', value: String(simulator.records.count('refunds')) },
    { label: 'transfers', value: String(simulator.records.count('transfers')) },
    { label: 'events', value: String(simulator.records.count('events')) },
    { label: 'undelivered', value: String(simulator.records.count('deliveries')) },
  ],
  tables: () => [
    intentTable(simulator),
    refundTable(simulator),
    disputeTable(simulator),
    accountTable(simulator),
    transferTable(simulator),
    payoutTable(simulator),
    subscriptionTable(simulator),
    eventTable(simulator),
  ],
});
