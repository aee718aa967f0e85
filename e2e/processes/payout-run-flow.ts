import { v7 } from 'uuid';
import { act } from '../harness/bettors.ts';
import { stripeAdmin } from '../harness/paying.ts';
import type { FlowName } from './money-steps.ts';
import type { Flow, Stage } from './money-flows.ts';
import { moneyOf, type Payee, sell, untilSeen } from './payees.ts';

interface AtStripe {
  id: string;
  destination: string;
  status: string;
}

/** What Stripe has of a connected account. */
function accountAt(address: string, account: string) {
  const { call } = stripeAdmin(address);
  const of = async (kind: string, destination: string): Promise<AtStripe[]> =>
    (await call<{ data: AtStripe[] }>('GET', `objects/${kind}?limit=1000`)).data.filter(
      (each) => each.destination === destination,
    );
  const payouts = () => of('payouts', `ba_${account.slice(-24)}`);
  return {
    /** The bank of the seller gets what is on its way. */
    async pay(): Promise<void> {
      for (const { id, status } of await payouts()) if (status !== 'paid') await call('POST', `payouts/${id}/pay`);
    },
    count: async () => ({ transfers: (await of('transfers', account)).length, payouts: (await payouts()).length }),
    /** Stripe does what it is asked next, and its answers are lost, those to the repeats of its library too. */
    loseAnswers: () => call('POST', 'faults', { match: 'POST /v1/payouts', status: 500, when: 'after', times: 3 }),
  };
}

/** An administrator pays a seller by Stripe and one by a bank in one run, and the bank executes its file. */
export async function payoutRunFlow(stage: Stage, name: FlowName): Promise<Flow> {
  const { house, payees, admins } = stage;
  const [admin] = admins;
  const stripe = accountAt(house.processes.stripeAdmin, payees.stripe.account);
  const sellers = [payees.stripe, payees.bank];
  const earlier = await Promise.all(sellers.map((payee) => moneyOf(payee, 'EUR')));
  const look = (payee: Payee) => moneyOf(payee, 'EUR', earlier[payee === payees.stripe ? 0 : 1]!.payouts);
  await sell(payees.buyers.euros, sellers, 'EUR');
  const earned = await Promise.all(
    sellers.map((payee) =>
      untilSeen('the sale is available', async () => {
        const { available } = await look(payee);
        return Number(available) > 0 && available;
      }),
    ),
  );
  const before = await stripe.count();
  if (name === 'payout run without an answer') await stripe.loseAnswers();
  const [runKey, fileKey, paidKey] = [v7(), v7(), v7()];
  let isRun = false;
  let bankFileId: string | undefined;
  let isExecuted = false;

  async function run(): Promise<void> {
    const { runPayouts } = await admin.data(
      'mutation ($input: RunPayoutsInput!) { runPayouts(input: $input) { ... on PayoutRun { finishedAt } } }',
      { input: { currency: 'EUR', idempotencyKey: runKey } },
    );
    isRun = runPayouts.finishedAt !== null;
  }

  async function execute(): Promise<void> {
    const file = await act(admin, 'createBankFile', { idempotencyKey: fileKey }, '... on BankFile { id }');
    bankFileId = file.id;
    if (bankFileId === undefined) throw new Error(`No file was made: ${JSON.stringify(file)}`);
    const { markBankFilePaid } = await admin.data(
      'mutation ($input: MarkBankFilePaidInput!) { markBankFilePaid(input: $input) { ... on BankFile { status } } }',
      { input: { bankFileId, idempotencyKey: paidKey } },
    );
    isExecuted = markBankFilePaid.status === 'PAID';
  }

  async function seenOf(payee: Payee) {
    const { available, inPayout, payouts } = await look(payee);
    return { available, inPayout, paid: payouts.map(({ status, amount }) => `${status} ${amount.amount}`) };
  }

  return {
    async round() {
      if (!isRun) await run();
      if (!isExecuted) await execute();
      await stripe.pay();
    },
    async seen() {
      const { transfers, payouts } = await stripe.count();
      const files = await house
        .pool('wallets')
        .query('SELECT FROM bank_file f JOIN payout p ON p.bank_file_id = f.id WHERE f.id = $1', [bankFileId]);
      return {
        byStripe: await seenOf(payees.stripe),
        byBank: await seenOf(payees.bank),
        transfers: transfers - before.transfers,
        payouts: payouts - before.payouts,
        inFile: files.rowCount,
      };
    },
    end: {
      byStripe: { available: '0.00', inPayout: '0.00', paid: [`PAID ${earned[0]}`] },
      byBank: { available: '0.00', inPayout: '0.00', paid: [`PAID ${earned[1]}`] },
      transfers: 1,
      payouts: 1,
      inFile: 1,
    },
  };
}
