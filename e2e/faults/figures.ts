/** The counts of a run. */
export interface Figures {
  requests: number;
  retried: number;
  /** Confirmed checkouts, and all orders in them. */
  checkouts: number;
  orders: number;
  /** Confirmed checkouts by method of payment. */
  paidBy: Map<string, number>;
  declined: number;
  packed: number;
  delivered: number;
  cancelled: number;
  refunded: number;
  /** Accepted bets. */
  bets: number;
  /** What players and the trader did beside bets. */
  betting: Map<string, number>;
  /** Errors that clients saw, by code. `NO_RESPONSE` is a broken or refused connection. */
  errors: Map<string, number>;
  /** Texts of errors that a client may have caused itself. */
  texts: Map<string, number>;
  /** Faults by kind. */
  faults: Map<string, number>;
  /** From the end of a fault to the next confirmed checkout. */
  recoveries: { fault: string; ms: number }[];
  /** Faults after which nobody could buy, or bet, for too long. */
  notRecovered: string[];
  /** Codes and texts of errors that no client may see. */
  forbidden: string[];
}

export const emptyFigures = (): Figures => ({
  requests: 0,
  retried: 0,
  checkouts: 0,
  orders: 0,
  paidBy: new Map(),
  declined: 0,
  packed: 0,
  delivered: 0,
  cancelled: 0,
  refunded: 0,
  bets: 0,
  betting: new Map(),
  errors: new Map(),
  texts: new Map(),
  faults: new Map(),
  recoveries: [],
  notRecovered: [],
  forbidden: [],
});

export const count = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

const listed = (counts: Map<string, number>): string =>
  [...counts]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([name, number]) => `${name} ${number}`)
    .join(', ') || 'none';

/** The figures as lines of text. */
export function describeFigures(title: string, figures: Figures, seconds: number): string {
  const longest = figures.recoveries.toSorted((one, other) => other.ms - one.ms)[0];
  const { checkouts, orders, declined, packed, delivered, cancelled, refunded, bets, requests, retried } = figures;
  return [
    `${title}, ${seconds.toFixed(0)} s`,
    `  checkouts   ${checkouts} confirmed with ${orders} orders, ${declined} declined, ${cancelled} orders cancelled`,
    `  paid by     ${listed(figures.paidBy)}`,
    `  afterwards  ${packed} packed, ${delivered} delivered, ${refunded} refunds`,
    `  betting     ${bets} bets, ${listed(figures.betting)}`,
    `  requests    ${requests}, of which ${retried} were repeats`,
    `  faults      ${[...figures.faults.values()].reduce((sum, each) => sum + each, 0)}: ${listed(figures.faults)}`,
    `  errors      ${listed(figures.errors)}`,
    ...[...figures.texts].map(([text, times]) => `              ${times} × ${text}`),
    `  recovery    ${longest ? `${(longest.ms / 1_000).toFixed(1)} s at most, after: ${longest.fault}` : 'none'}`,
  ].join('\n');
}
