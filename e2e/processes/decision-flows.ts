import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { act, type Bettor, kes, newBettor, richBettor, withdrawalCode } from '../harness/bettors.ts';
import { stripeAdmin } from '../harness/paying.ts';
import type { Flow, Stage } from './money-flows.ts';

/** A withdrawal of 200 shillings, of which M-Pesa pays one less to this phone. */
async function withdraw({ mpesa }: Stage, bettor: Bettor, phone: string): Promise<string> {
  const { user, walletId } = bettor;
  const input = { walletId, amount: kes('200.00'), phone: `+${phone}`, idempotencyKey: v7() };
  const { id: withdrawalId } = await act(user, 'requestWithdrawal', input, '... on Withdrawal { id }');
  await act(user, 'confirmWithdrawal', { withdrawalId, code: await withdrawalCode(bettor) });
  return until('the withdrawal is paid', async () => {
    await mpesa.finish('payouts', phone);
    const { withdrawal } = await user.data('query ($id: ID!) { withdrawal(id: $id) { receipt } }', {
      id: withdrawalId,
    });
    return withdrawal.receipt;
  });
}

let phones = 0;
/** Payouts to it lack a shilling. */
const newPhone = (): string => `2541${String((phones += 1)).padStart(5, '0')}111`;

/** What M-Pesa did not pay out is given to the wallet again, or the decision about it is rejected. */
async function decisionFlow(stage: Stage, name: 'decision' | 'rejection'): Promise<Flow> {
  const { house, admins } = stage;
  const bettor = await richBettor('500.00', house.visitor());
  const receipt = await withdraw(stage, bettor, newPhone());
  const [admin, other] = admins;
  const find = async () => {
    const { unmatchedFunds } = await admin.data(
      '{ unmatchedFunds(first: 100) { nodes { id receipt status decisions { id status } } } }',
    );
    return unmatchedFunds.nodes.find((each: { receipt: string | null }) => each.receipt === receipt);
  };
  const { id: unmatchedFundsId } = await until('the difference is kept', find);
  const proposal = { unmatchedFundsId, resolution: 'WALLET', walletId: bettor.walletId, idempotencyKey: v7() };
  await act(admin, 'resolveUnmatchedFunds', { ...proposal, reason: 'The statement of M-Pesa says so' });
  const [{ id: decisionId }] = (await find()).decisions;
  const verb = name === 'decision' ? 'approve' : 'reject';
  const isApproved = name === 'decision';
  const money = isApproved ? '301.00' : '300.00';
  return {
    round: () => act(other, `${verb}FundsDecision`, { decisionId }),
    async seen() {
      const { status, decisions } = await find();
      return { status, decisions: decisions.map((each: { status: string }) => each.status), ...(await bettor.money()) };
    },
    end: {
      status: isApproved ? 'RESOLVED' : 'OPEN',
      decisions: [isApproved ? 'APPLIED' : 'REJECTED'],
      balance: money,
      available: money,
    },
  };
}

/** An administrator approves that another one adds money to a wallet. */
async function adjustmentFlow({ house, admins: [admin, other] }: Stage): Promise<Flow> {
  const { walletId, money } = await newBettor(house.visitor());
  const input = { walletId, direction: 'CREDIT', amount: kes('100.00'), reason: 'It was lost', idempotencyKey: v7() };
  const { id: adjustmentId } = await act(admin, 'adjustWallet', input, '... on WalletAdjustment { id }');
  return {
    round: () => act(other, 'approveWalletAdjustment', { adjustmentId }),
    async seen() {
      const { rows } = await house
        .pool('wallets')
        .query('SELECT status FROM wallet_adjustment WHERE id = $1', [adjustmentId]);
      return { status: rows[0].status, ...(await money()) };
    },
    end: { status: 'POSTED', balance: '100.00', available: '100.00' },
  };
}

/** A bank takes back 300 shillings that were put aside, and their owner repays 200. */
async function repaymentFlow({ house }: Stage): Promise<Flow> {
  const bettor = await richBettor('500.00', house.visitor());
  const { user, walletId } = bettor;
  const open = { currency: 'KES', name: 'Rent', idempotencyKey: v7() };
  const { id: potId } = await act(user, 'openWallet', open, '... on Wallet { id }');
  await act(user, 'transfer', {
    fromWalletId: walletId,
    toWalletId: potId,
    amount: kes('500.00'),
    idempotencyKey: v7(),
  });
  await takeBack(house.processes.stripeAdmin, user, 30_000);
  const look = async () => {
    const { wallet, wallets } = await user.data(
      '{ wallet(currency: "KES") { debt { amount } } wallets { id balance { amount } } }',
    );
    const pot = wallets.find(({ id }: { id: string }) => id === potId);
    return { debt: wallet.debt.amount, pot: pot.balance.amount };
  };
  await until('the money is owed', async () => (await look()).debt === '300.00');
  const input = { walletId: potId, amount: kes('200.00'), idempotencyKey: v7() };
  return {
    round: () => act(user, 'repayDebt', input),
    seen: look,
    end: { debt: '100.00', pot: '300.00' },
  };
}

/** The bank of a user takes back a part of their deposit by card. */
async function takeBack(address: string, user: Bettor['user'], amount: number): Promise<void> {
  const { call } = stripeAdmin(address);
  const { me } = await user.data('{ me { id } }');
  const of = async <Item>(kind: string): Promise<Item[]> =>
    (await call<{ data: Item[] }>('GET', `objects/${kind}?limit=1000`)).data;
  const intents = await of<{ latest_charge: string; metadata: { userId?: string } }>('payment_intents');
  const charge = intents.find(({ metadata }) => metadata.userId === me.id)!.latest_charge;
  await call('POST', `charges/${charge}/dispute`, { amount });
  const disputes = await of<{ id: string; charge: string }>('disputes');
  await call('POST', `disputes/${disputes.find((each) => each.charge === charge)!.id}/lose`);
}

/** A trader sends a file of a feed. */
async function feedFlow({ house, trading: { trader } }: Stage): Promise<Flow> {
  const word = v7().slice(-12);
  const startsAt = new Date(Date.now() + 86_400_000).toISOString();
  const odds = (yes: string) => ({
    type: 'odds',
    market: 'btts',
    marketType: 'BTTS',
    selections: [
      { outcome: 'YES', odds: yes },
      { outcome: 'NO', odds: '1.500' },
    ],
  });
  const fixture = {
    type: 'fixture',
    sport: `s-${word}`,
    competition: 'Cup',
    startsAt,
    home: `Home ${word}`,
    away: 'Away',
  };
  const text = [fixture, odds('2.000'), odds('2.100')]
    .map((line, index) => JSON.stringify({ producer: `killed-${word}`, seq: index + 1, event: 'm1', ...line }))
    .join('\n');
  const idempotencyKey = v7();
  let importId: string | undefined;
  return {
    async round() {
      const made = await act(trader, 'uploadFeed', { idempotencyKey }, '... on FeedUpload { url import { id } }');
      importId = made.import.id;
      const { pathname, search } = new URL(made.url);
      const response = await fetch(`${house.processes.gatewayUrl}${pathname}${search}`, { method: 'PUT', body: text });
      // A file that has arrived already is refused.
      if (![204, 409].includes(response.status)) throw new Error(`The file was answered ${response.status}.`);
    },
    async seen() {
      const { feedImport } = await trader.data(
        'query ($id: ID!) { feedImport(id: $id) { status lines applied repeated refused } }',
        { id: importId },
      );
      const { rowCount: parts } = await house
        .pool('wallets')
        .query('SELECT FROM feed_file_part WHERE import_id = $1', [importId]);
      return { ...feedImport, parts };
    },
    end: { status: 'DONE', lines: 3, applied: 3, repeated: 0, refused: 0, parts: 0 },
  };
}

/** What administrators, debtors and traders do. */
export const decisionFlows = {
  decision: (stage: Stage) => decisionFlow(stage, 'decision'),
  rejection: (stage: Stage) => decisionFlow(stage, 'rejection'),
  adjustment: adjustmentFlow,
  repayment: repaymentFlow,
  'feed file': feedFlow,
};
