import { v7 } from 'uuid';
import type { Answer, Client } from '../../harness/client.ts';

export const refused = '... on UserError { __typename code message }';
export const kes = (amount: string) => ({ amount, currency: 'KES' });

export const inputTypeOf = (mutation: string): string => `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;

/** Mutations whose result has no refusal. */
const neverRefused: ReadonlySet<string> = new Set(['markBankFilePaid', 'createAirdrop']);

/** Sends a mutation with one input, whatever becomes of it. */
export function attempt(as: Client, name: string, input: object, selection = ''): Promise<Answer> {
  const refusal = neverRefused.has(name) ? '' : refused;
  const text = `mutation($input: ${inputTypeOf(name)}!) { ${name}(input: $input) { __typename ${selection} ${refusal} } }`;
  return as.ask(text, { input });
}

/** What a mutation answers. Throws when it refuses. */
export async function act(as: Client, name: string, input: object, selection = ''): Promise<Answer['data']> {
  const { data, errors } = await attempt(as, name, input, selection);
  const answer = data?.[name];
  if (errors !== undefined || answer?.code !== undefined)
    throw new Error(`${name}: ${JSON.stringify(errors ?? answer)}`);
  return answer;
}

/** The code with which a mutation was refused; `yes` when it was not. */
export const codeOf = ({ data, errors }: Answer, name: string): string =>
  errors?.[0]?.extensions.code ?? data[name].code ?? 'yes';

/** A wallet of shillings of somebody of age, with this balance by card. */
export async function openFilledWallet(user: Client, amount: string): Promise<string> {
  await act(user, 'setDateOfBirth', { dateOfBirth: '1990-05-04', country: 'KE' });
  const { id: walletId } = await act(
    user,
    'openWallet',
    { currency: 'KES', idempotencyKey: v7() },
    '... on Wallet { id }',
  );
  const money = { walletId, amount: kes(amount), method: 'STRIPE_CARD', token: 'pm_card_visa' };
  await act(user, 'deposit', { ...money, idempotencyKey: v7() });
  return walletId;
}

export const balanceOf = async (user: Client): Promise<string> =>
  (await user.data('{ wallet(currency: "KES") { available { amount } } }')).wallet.available.amount;

/** A market of two outcomes by the demo's trader; answers its first selection. */
export async function selectionOnSale(
  trader: Client,
): Promise<{ selectionId: string; odds: string; competitionId: string }> {
  const word = v7().slice(-12);
  const sport = await act(trader, 'createSport', { slug: `s-${word}`, name: `Sport ${word}` }, '... on Sport { id }');
  const competition = { sportId: sport.id, name: `Cup ${word}` };
  const { id: competitionId } = await act(trader, 'createCompetition', competition, '... on Competition { id }');
  const { id: sportEventId } = await act(
    trader,
    'createSportEvent',
    eventIn(competitionId, v7()),
    '... on SportEvent { id }',
  );
  const selections = ['ONE', 'TWO'].map((outcome) => ({ outcome, name: outcome, odds: '2.000' }));
  const market = { sportEventId, type: 'CUSTOM', name: 'Winner', selections, idempotencyKey: v7() };
  const made = await act(trader, 'createMarket', market, '... on Market { selections { id odds } }');
  const [{ id: selectionId, odds }] = made.selections;
  return { selectionId, odds, competitionId };
}

export const eventIn = (competitionId: string, idempotencyKey: string) => ({
  competitionId,
  name: `Race ${v7()}`,
  startsAt: new Date(Date.now() + 86_400_000).toISOString(),
  idempotencyKey,
});
