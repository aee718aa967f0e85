import type { BookEntry, BookRange } from '../domain/provider-payment.ts';
import {
  amountOf,
  type Amounts,
  type Break,
  compareEntry,
  compareMissing,
  type OurEntry,
  readDay,
  type Reconciliation,
  type Stage,
  stages,
  type Totals,
  zeroAmounts,
} from '../domain/reconciliation.ts';
import { ProviderRefusal, type PaymentProvider } from '../providers/provider.ts';
import type { ProviderBooks } from '../providers/provider-books.ts';
import { type PaymentsServices, providerFor } from '../services.ts';
import { findOurEntries, listOurEntries, sumOurEntries } from '../store/our-books.ts';
import type { ReconciliationResult } from '../store/reconciliations.ts';

/** Maximum number of pages, of 100 records each, that are read of each list of a provider. */
const maxPages = 1_000;
const maxBreaks = 5_000;
/** Maximum number of our records that are looked up at the provider one by one. */
const maxQuestions = 500;
const batchSize = 500;

/** The findings about a day while it is read. */
interface Findings {
  theirs: Map<string, Amounts>;
  breaks: Break[];
  questions: number;
  complete: boolean;
}

type Day = BookRange & { provider: PaymentProvider };

/** Compares a provider's records of a day with ours. It has no effect on payments. */
export async function reconcileDay(
  services: PaymentsServices,
  { day, provider: name }: Pick<Reconciliation, 'day' | 'provider'>,
): Promise<ReconciliationResult> {
  const range = readDay(day);
  if (range === null) throw new Error(`"${day}" is not a day.`);
  const provider = providerFor(services, { provider: name });
  const ours = await sumOurEntries(services.pool, name, range);
  const { books } = provider;
  if (books === null) return { comparable: false, complete: true, totals: totalsOf(ours, null), breaks: [] };
  const findings: Findings = { theirs: new Map(), breaks: [], questions: 0, complete: true };
  for (const stage of stages) await compareStage(services, { ...range, provider }, books, stage, findings);
  const { theirs, breaks, complete } = findings;
  return {
    comparable: true,
    complete: complete && breaks.length <= maxBreaks,
    totals: totalsOf(ours, theirs),
    breaks: breaks.slice(0, maxBreaks),
  };
}

function totalsOf(ours: ReadonlyMap<string, Amounts>, theirs: ReadonlyMap<string, Amounts> | null): Totals[] {
  const currencies = [...new Set([...ours.keys(), ...(theirs?.keys() ?? [])])].toSorted();
  return currencies.map((currency) => ({
    currency,
    ours: ours.get(currency) ?? zeroAmounts,
    theirs: theirs && (theirs.get(currency) ?? zeroAmounts),
  }));
}

async function compareStage(
  services: PaymentsServices,
  day: Day,
  books: ProviderBooks,
  stage: Stage,
  findings: Findings,
): Promise<void> {
  const seen = new Set<string>();
  let pages = 0;
  for await (const page of books[amountOf[stage]](day)) {
    await comparePage(services, day, stage, page, findings);
    for (const entry of page) seen.add(refOf(entry));
    pages += 1;
    if (pages < maxPages) continue;
    findings.complete = false;
    return;
  }
  await compareOurs(services, day, stage, seen, findings);
}

const refOf = ({ ref, refundRef }: BookEntry): string => refundRef ?? ref;

async function comparePage(
  { pool }: PaymentsServices,
  { provider }: Day,
  stage: Stage,
  page: readonly BookEntry[],
  { theirs, breaks }: Findings,
): Promise<void> {
  const ours = await findOurEntries(pool, stage, provider.name, page.map(refOf));
  for (const entry of page) {
    const { currency, amountMinor } = entry;
    const known = theirs.get(currency) ?? zeroAmounts;
    const which = amountOf[stage];
    theirs.set(currency, { ...known, [which]: known[which] + amountMinor });
    const found = compareEntry(stage, entry, ours.get(refOf(entry)));
    if (found !== null) breaks.push(found);
  }
}

/** Our records of the day that the provider's day lacks. The provider may have them on another day, or not at all. */
async function compareOurs(
  { pool }: PaymentsServices,
  { provider, ...range }: Day,
  stage: Stage,
  seen: ReadonlySet<string>,
  findings: Findings,
): Promise<void> {
  for (let after = ''; ;) {
    const batch = await listOurEntries(pool, { stage, provider: provider.name, range, after, limit: batchSize });
    for (const ours of batch.filter(({ ref }) => !seen.has(ref))) {
      if (findings.questions === maxQuestions) {
        findings.complete = false;
        return;
      }
      findings.questions += 1;
      const found = compareMissing(stage, ours, await fetchAmount(provider, stage, ours));
      if (found !== null) findings.breaks.push(found);
    }
    if (batch.length < batchSize) return;
    after = batch.at(-1)!.ref;
  }
}

/** The amount by the provider. Null when it has no record. A voided payment was authorised once. */
async function fetchAmount(provider: PaymentProvider, stage: Stage, ours: OurEntry): Promise<bigint | null> {
  const { ref, amountMinor, currency } = ours;
  try {
    if (stage === 'REFUNDED') return (await provider.fetchRefund(ref)).status === 'failed' ? null : amountMinor;
    const seen = await provider.fetch({ ref, currency, amountMinor, authorizedMinor: 0n, capturedMinor: 0n });
    if (stage === 'CAPTURED') return seen.capturedMinor;
    return seen.status === 'voided' || seen.status === 'expired' ? amountMinor : seen.authorizedMinor;
  } catch (error) {
    if (error instanceof ProviderRefusal) return null;
    throw error;
  }
}
