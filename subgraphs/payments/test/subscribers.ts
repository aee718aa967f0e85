import { serviceIdentity } from '@soko/auth';
import { until } from '@soko/testing';
import { type Bank, buyer, type Json } from './bank.ts';

export const dayMs = 86_400_000;

const state = `id reference status paidUntil endsWithPeriod hasCard clientSecret actionUrl failureCode amount { amount currency }`;
export const startDocument = `mutation ($input: StartSubscriptionInput!) { result: startSubscription(input: $input) { ${state} } }`;

/** What specs do with the monthly payments of a bank. */
export function subscribersOf(bank: () => Bank) {
  /** Lets time pass at Stripe. */
  const passAtStripe = (days: number) => bank().stripe('POST', 'clock', { advanceMs: days * dayMs });

  async function ask(document: string, variables: object): Promise<Json> {
    const identity = serviceIdentity('users', 'cor_spec');
    const { data, errors } = await bank().query(document, variables as Record<string, unknown>, { identity });
    if (errors) throw new Error(String(errors[0]?.extensions?.['code']));
    return data.result;
  }

  /** A person can save twenty cards: each token is saved once. */
  const cards = new Map<string, string>();

  async function cardOf(token: string): Promise<string> {
    const card = cards.get(token) ?? (await bank().saveCard(buyer, token));
    cards.set(token, card);
    return card;
  }

  async function inputFor(reference: string, token = 'pm_card_visa'): Promise<Json> {
    return {
      reference,
      userId: 'usr_buyer',
      paymentMethodId: await cardOf(token),
      amount: { amount: '29.00', currency: 'EUR' },
      description: 'Growth',
      idempotencyKey: `first of ${reference}`,
    };
  }

  const start = (input: object): Promise<Json> => ask(startDocument, { input });

  const end = (id: string, when: string): Promise<Json> =>
    ask(`mutation ($input: EndSubscriptionInput!) { result: endSubscription(input: $input) { ${state} } }`, {
      input: { id, end: when },
    });

  /** Has another saved card pay. Its id stands for a token. */
  const changeCard = async (id: string, token: string, userId = 'usr_buyer'): Promise<Json> =>
    ask(
      `mutation ($input: ChangeSubscriptionCardInput!) { result: changeSubscriptionCard(input: $input) { ${state} } }`,
      {
        input: { id, userId, paymentMethodId: await cardOf(token) },
      },
    );

  const look = (id: string): Promise<Json> =>
    ask(`query ($id: ID!) { result: platformSubscription(id: $id) { ${state} } }`, { id });

  const untilStatus = (id: string, status: string): Promise<Json> =>
    until(`${id} is ${status}`, async () => {
      const seen = await look(id);
      return seen.status === status ? seen : null;
    });

  async function invoicesOf(id: string): Promise<Json[]> {
    const { rows } = await bank().pool.query(
      'SELECT * FROM subscription_invoice WHERE subscription_id = $1 ORDER BY period_start',
      [id],
    );
    return rows;
  }

  /** The subscriptions of a reference at Stripe. */
  async function atStripe(reference: string): Promise<Json[]> {
    const { rows } = await bank().pool.query('SELECT id FROM subscription WHERE reference = $1', [reference]);
    const ids = new Set(rows.map(({ id }) => id));
    const { data } = await bank().stripe('GET', 'objects/subscriptions?limit=1000');
    return data.filter(({ metadata }: Json) => ids.has(metadata.subscriptionId));
  }

  const toldOf = async (id: string): Promise<Json[]> =>
    (await bank().told()).filter(
      ({ subject, type }: Json) => subject === id && type.startsWith('payments.subscription.'),
    );

  /** The last names of the events, with the status of changes. */
  const namesOf = async (id: string): Promise<string[]> =>
    (await toldOf(id)).map(({ type, data }) =>
      `${type.slice('payments.subscription.'.length)} ${data.status ?? ''}`.trim(),
    );

  async function movedEuros(way: 'received' | 'paid' = 'received'): Promise<number> {
    const document = `query ($until: DateTime!) { result: fundsMoved(until: $until) { currency received { amount } paid { amount } } }`;
    const moved: Json[] = await ask(document, { until: new Date(Date.now() + 4_000 * dayMs).toISOString() });
    return Number(moved.find(({ currency }) => currency === 'EUR')?.[way].amount ?? 0);
  }

  /** Starts one whose renewal is declined. Returns it at Stripe. */
  async function startOverdue(reference: string): Promise<{ id: string; ref: string; card: string }> {
    const { id } = await start(await inputFor(reference));
    const [{ id: ref, customer, default_payment_method: card }] = await atStripe(reference);
    const failing = await bank().sdk().paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await bank().sdk().subscriptions.update(ref, { default_payment_method: failing.id });
    await passAtStripe(32);
    await untilStatus(id, 'PAST_DUE');
    return { id, ref, card };
  }

  const invoicesAtStripe = async (subscription: string): Promise<(string | null)[]> =>
    (await bank().sdk().invoices.list({ subscription })).data.map(({ status }) => status);

  return {
    passAtStripe,
    cardOf,
    inputFor,
    start,
    end,
    changeCard,
    look,
    untilStatus,
    invoicesOf,
    atStripe,
    toldOf,
    namesOf,
    movedEuros,
    startOverdue,
    invoicesAtStripe,
  };
}
