import { serviceIdentity } from '@soko/auth';
import { admin, type Bank, type Json } from './bank.ts';

/** Payouts by Stripe of a bank, and what is known of them. */
export function payoutsByStripe(bank: () => Bank) {
  const state = 'id reference status receipt failureCode failureMessage';

  async function ask(document: string, variables: Record<string, unknown>): Promise<Json> {
    const identity = serviceIdentity('wallets', 'cor_spec');
    const { data, errors } = await bank().query(document, variables, { identity });
    return errors ? errors[0]!.extensions : data['result'];
  }

  const payOut = (reference: string, account: string, more: object = {}): Promise<Json> =>
    ask(`mutation ($input: DisburseFundsInput!) { result: disburseFunds(input: $input) { ${state} } }`, {
      input: {
        reference,
        userId: 'usr_payee',
        account,
        purpose: 'PAYOUT',
        amount: { amount: '25.00', currency: 'EUR' },
        remarks: 'Payout of your sales',
        ...more,
      },
    });

  const look = (reference: string): Promise<Json> =>
    ask(`query ($reference: ID!) { result: disbursement(reference: $reference) { ${state} } }`, { reference });

  const untilStatus = (reference: string, status: string): Promise<Json> =>
    bank().untilFast(`${reference} is ${status}`, async () => {
      const found = await look(reference);
      return found.status === status && found;
    });

  /** A connected account whose owner has given Stripe everything. */
  async function account(): Promise<string> {
    const { id } = await bank()
      .sdk()
      .accounts.create({ type: 'express', capabilities: { transfers: { requested: true } } });
    await bank().stripe('POST', `accounts/${id}/enable`);
    return id;
  }

  const transfersTo = async (destination: string): Promise<Json[]> =>
    (await bank().sdk().transfers.list({ destination, limit: 100 })).data;
  const payoutsOf = async (stripeAccount: string): Promise<Json[]> =>
    (await bank().sdk().payouts.list({ limit: 100 }, { stripeAccount })).data;

  const eventsOf = async (reference: string): Promise<string[]> =>
    (await bank().told())
      .filter(({ type, data }: Json) => type.startsWith('payments.disbursement.') && data.reference === reference)
      .map(({ type }) => type.slice('payments.disbursement.'.length));

  const movedCents = async (): Promise<number> => {
    const moved: Json[] = await ask(
      'query ($until: DateTime!) { result: fundsMoved(until: $until) { currency received { amount } paid { amount } } }',
      { until: '2999-01-01T00:00:00Z' },
    );
    const euros = moved.filter(({ currency }) => currency === 'EUR');
    return euros.reduce((sum, { received, paid }) => sum + Math.round(100 * (received.amount - paid.amount)), 0);
  };

  /** What people see of the payout with a reference. */
  async function keptAbout(reference: string): Promise<Json> {
    const { id } = await look(reference);
    const text = `{ unmatchedFunds(first: 100) { nodes { id aboutId status outcome possibleResolutions
      decisions { id resolution status failure } } } }`;
    const { data } = await bank().query(text, {}, { as: admin });
    return data['unmatchedFunds'].nodes.find(({ aboutId }: Json) => aboutId === id);
  }

  /** Money that is available at once, as that of sales is after days. */
  const earn = (amount = 1_000_000): Promise<unknown> =>
    bank()
      .sdk()
      .paymentIntents.create({
        amount,
        currency: 'eur',
        payment_method: 'pm_card_bypassPending',
        payment_method_types: ['card'],
        confirm: true,
      });

  return { earn, payOut, look, untilStatus, account, transfersTo, payoutsOf, eventsOf, movedCents, keptAbout };
}
