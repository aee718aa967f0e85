import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { person } from '@soko/testing';
import { invariants } from '../store/invariants.ts';
import { admin, type Bank, type Json } from './bank.ts';
import type { payoutsByStripe } from './payouts-by-stripe.ts';

/** Payouts that Stripe keeps, and what people decide about them. */
export function keptByStripe(
  bank: () => Bank,
  { account, payOut, keptAbout }: Pick<ReturnType<typeof payoutsByStripe>, 'account' | 'payOut' | 'keptAbout'>,
) {
  const other = person('usr_other_admin', 'ADMIN');

  async function decide(mutation: string, input: object, as: Viewer): Promise<Json> {
    const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
    const text = `mutation ($input: ${type}) { result: ${mutation}(input: $input) { __typename
      ... on UnmatchedFunds { status decisions { id status } } ... on UserError { code } } }`;
    const { data, errors } = await bank().query(text, { input }, { as });
    return errors ? errors[0]!.extensions : data['result'];
  }

  const resolve = (unmatchedFundsId: string, resolution: string, as = admin): Promise<Json> => {
    const reason = 'The bank says that the seller has it';
    return decide('resolveUnmatchedFunds', { idempotencyKey: newId('req'), unmatchedFundsId, resolution, reason }, as);
  };
  const approve = (decisionId: string, as: Viewer): Promise<Json> => decide('approveFundsDecision', { decisionId }, as);

  const untilKept = (reference: string, status: string): Promise<Json> =>
    bank().untilFast(`people have ${reference}, ${status}`, async () => {
      const found = await keptAbout(reference);
      return found?.status === status && found;
    });

  const toldAbout = async (id: string): Promise<Json[]> =>
    (await bank().told())
      .filter(({ subject }) => subject === id)
      .map(({ type, data }: Json) => ({ type: type.slice(type.lastIndexOf('.') + 1), ...data }));

  const refuse = (match: string, more: object = {}): Promise<Json> =>
    bank().stripe('POST', 'faults', { match: `POST /v1/${match}`, status: 400, times: null, ...more });

  /** A payout that Stripe neither makes nor takes back. */
  async function keep(reference: string, amount = '25.00'): Promise<{ to: string; kept: Json; fault: string }> {
    const to = await account();
    await refuse('payouts', { code: 'payouts_not_allowed' });
    const { id: fault } = await refuse('transfers/*/reversals');
    await payOut(reference, to, { amount: { amount, currency: 'EUR' } });
    return { to, kept: await untilKept(reference, 'OPEN'), fault };
  }

  const broken = async (): Promise<string[]> =>
    (await checkInvariants(bank().pool, invariants, { since: new Date(0), settled: new Date(0) }))
      .filter((each) => each.broken.length > 0)
      .map(({ invariant }) => invariant.name);

  return { other, decide, resolve, approve, untilKept, toldAbout, refuse, keep, broken };
}
