import {
  amountOf,
  type Amounts,
  type Break,
  compareEntry,
  compareMissing,
  nothing,
  type OurEntry,
  readDay,
  type Reconciliation,
  type Stage,
  stages,
  type Totals,
} from '../domain/reconciliation.ts';
import { ProviderRefusal, type PaymentProvider } from '../providers/provider.ts';
import type { BookEntry, BookRange, ProviderBooks } from '../providers/provider-books.ts';
import { type PaymentsServices, providerFor } from '../services.ts';
import { findOurEntries, listOurEntries, sumOurEntries } from '../store/our-books.ts';
import type { Result } from '../store/reconciliations.ts';

/** So many pages of a hundred are read of each of a provider's lists. */
const mostPages = 1_000;
const mostBreaks = 5_000;
/** So much of what is missing in a provider's day is asked for one by one. */
const mostQuestions = 500;
const batchSize = 500;

/** What is found out about a day as it is read. */
interface Findings {
  theirs: Map<string, Amounts>;
  breaks: Break[];
  questions: number;
  complete: boolean;
}

type Day = BookRange & { provider: PaymentProvider };

/** Reads a provider's books of a day, and compares them with ours. Changes nothing. */
export async function reconcileDay(
  services: PaymentsServices,
  { day, provider: name }: Reconciliation,
): Promise<Result> {
  const range = readDay(day);
  if (range === null) throw new Error(`${day} is no day.`);
  const provider = providerFor(services, { provider: name });
  const ours = await sumOurEntries(services.pool, name, range);
  const { books } = provider;
  if (books === null) return { comparable: false, complete: true, totals: totalsOf(ours, null), breaks: [] };
  const findings: Findings = { theirs: new Map(), breaks: [], questions: 0, complete: true };
  for (const stage of stages) await compareStage(services, { ...range, provider }, books, stage, findings);
  const { theirs, breaks, complete } = findings;
  return {
    comparable: true,
    complete: complete && breaks.length <= mostBreaks,
    totals: totalsOf(ours, theirs),
    breaks: breaks.slice(0, mostBreaks),
  };
}

function totalsOf(ours: ReadonlyMap<string, Amounts>, theirs: ReadonlyMap<string, Amounts> | null): Totals[] {
  const currencies = [...new Set([...ours.keys(), ...(theirs?.keys() ?? [])])].toSorted();
  return currencies.map((currency) => ({
    currency,
    ours: ours.get(currency) ?? nothing,
    theirs: theirs && (theirs.get(currency) ?? nothing),
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
    for (const entry of page) seen.add(nameOf(entry));
    pages += 1;
    if (pages < mostPages) continue;
    findings.complete = false;
    return;
  }
  await compareOurs(services, day, stage, seen, findings);
}

const nameOf = ({ ref, refundRef }: BookEntry): string => refundRef ?? ref;

async function comparePage(
  { pool }: PaymentsServices,
  { provider }: Day,
  stage: Stage,
  page: readonly BookEntry[],
  { theirs, breaks }: Findings,
): Promise<void> {
  const ours = await findOurEntries(pool, stage, provider.name, page.map(nameOf));
  for (const entry of page) {
    const { currency, amountMinor } = entry;
    const known = theirs.get(currency) ?? nothing;
    const which = amountOf[stage];
    theirs.set(currency, { ...known, [which]: known[which] + amountMinor });
    const found = compareEntry(stage, entry, ours.get(nameOf(entry)));
    if (found !== null) breaks.push(found);
  }
}

/** What of our day the provider's does not have: booked on the day beside it, or not at all. */
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
      if (findings.questions === mostQuestions) {
        findings.complete = false;
        return;
      }
      findings.questions += 1;
      const found = compareMissing(stage, ours, await askAbout(provider, stage, ours));
      if (found !== null) findings.breaks.push(found);
    }
    if (batch.length < batchSize) return;
    after = batch.at(-1)!.ref;
  }
}

/** How much the provider says there was; null when it knows of nothing. What was let go was held once. */
async function askAbout(provider: PaymentProvider, stage: Stage, ours: OurEntry): Promise<bigint | null> {
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
