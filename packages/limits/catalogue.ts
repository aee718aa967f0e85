/** Limits on attempts, in one place. docs/limits.md is written from this list (`npm run limits:doc`). */

const secondMs = 1_000;
const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

interface Entry {
  /** Number of points that one key may take in a period. */
  points: number;
  perMs: number;
  /** Meaning of a point and of the key, for the documentation. */
  counts: string;
  /** Variable that sets `points`. */
  variable?: string;
}

export const limitCatalogue = {
  'gateway.requests-by-address': {
    points: 2_000,
    perMs: 10 * secondMs,
    counts: 'Requests to `/graphql` and `/v1`, and operations over sockets, from one client address.',
    variable: 'REQUESTS_PER_ADDRESS',
  },
  'gateway.cost-by-address': {
    points: 2_000_000,
    perMs: minuteMs,
    counts: 'Cost of the operations of one client address, in objects as `MAX_COST` counts them.',
    variable: 'COST_PER_ADDRESS',
  },
  'gateway.cost-by-viewer': {
    points: 1_000_000,
    perMs: minuteMs,
    counts: 'Cost of the operations of one person or API key, from any address.',
    variable: 'COST_PER_VIEWER',
  },
  'gateway.planning-by-address': {
    points: 20_000,
    perMs: minuteMs,
    counts: 'Milliseconds of planning operations of one client address that the gateway has not planned yet.',
    variable: 'PLANNING_MS_PER_ADDRESS',
  },
  'gateway.rest-by-caller': {
    points: 600,
    perMs: minuteMs,
    counts: 'Requests to `/v1` of one person or API key, from any address, or of one client address without a token.',
    variable: 'REST_REQUESTS_PER_CALLER',
  },
  'notifications.campaign-tests': {
    points: 30,
    perMs: hourMs,
    counts: 'Test mails of campaigns that one person sends.',
  },
  'users.code-to-address': { points: 5, perMs: hourMs, counts: 'Codes sent to one address for one purpose.' },
  'users.code-gap': { points: 1, perMs: minuteMs, counts: 'Codes sent to one address for one purpose.' },
  'users.code-by-client': {
    points: 100,
    perMs: hourMs,
    counts: 'Codes requested from one client address.',
    variable: 'CODES_PER_ADDRESS_AN_HOUR',
  },
  'users.log-in-to-account': {
    points: 20,
    perMs: quarterMs,
    counts:
      'Log-in attempts for one account from all client addresses where it has not logged in before. Those that succeed do not count.',
    variable: 'LOG_IN_TRIES_PER_ACCOUNT',
  },
  'users.log-in-from-known': {
    points: 20,
    perMs: quarterMs,
    counts: 'Log-in attempts for one account from one client address where it has logged in before.',
    variable: 'LOG_IN_TRIES_PER_ACCOUNT',
  },
  'users.log-in-warning': { points: 1, perMs: dayMs, counts: 'Mails to one account about refused log-ins.' },
  'users.log-in-by-client': {
    points: 300,
    perMs: quarterMs,
    counts: 'Log-in attempts from one client address. Those that succeed do not count.',
    variable: 'LOG_IN_TRIES_PER_ADDRESS',
  },
  'users.password-of-account': {
    points: 20,
    perMs: quarterMs,
    counts: 'Wrong passwords of a person who is signed in.',
    variable: 'LOG_IN_TRIES_PER_ACCOUNT',
  },
  'users.card-of-plan': { points: 20, perMs: hourMs, counts: 'Changes of the card of a plan by its payer.' },
  'users.invitation-gap': { points: 1, perMs: minuteMs, counts: 'Invitations of one store to one address.' },
  'users.plan-of-store': {
    points: 20,
    perMs: hourMs,
    counts: 'Changes of the plan of one store, and its ends by one person.',
  },
  'users.plan-repeats': {
    points: 120,
    perMs: hourMs,
    counts: 'Repeats of changes of the plan of one store, by one person.',
  },
  'users.invitation-of-store': { points: 50, perMs: hourMs, counts: 'Invitations that one store sends.' },
  'users.invitation-by-sender': {
    points: 50,
    perMs: hourMs,
    counts: 'Invitations that one person sends, over all stores.',
  },
  'users.invitation-to-address': { points: 5, perMs: dayMs, counts: 'Invitations to one address, from all stores.' },
  'wallets.limit-notice': {
    points: 1,
    perMs: dayMs,
    counts: 'Notices to one person that one gaming limit was reached.',
  },
  'orders.guest-carts-by-client': {
    points: 600,
    perMs: 10 * minuteMs,
    counts: 'New carts of guests from one client address, counted by each process of orders for itself.',
    variable: 'ORDERS_GUEST_CARTS_PER_ADDRESS',
  },
  'orders.promotion-codes-by-client': {
    points: 30,
    perMs: 10 * minuteMs,
    counts: 'Unknown promotion codes from one client address.',
    variable: 'ORDERS_PROMOTION_CODE_TRIES_PER_ADDRESS',
  },
  'orders.offers-of-buyer': {
    points: 20,
    perMs: dayMs,
    counts: 'Price offers that one person makes. Those that are refused do not count.',
    variable: 'OFFERS_PER_DAY',
  },
  'analytics.tracked-events-by-client': {
    points: 3_000,
    perMs: 10 * minuteMs,
    counts: 'Events that one client address reports with `trackEvents`.',
  },
  'chain.airdrops-of-store': { points: 50, perMs: dayMs, counts: 'Airdrops that one store drafts.' },
  'chain.claim-links-of-store': { points: 200, perMs: dayMs, counts: 'Claim links that one store creates.' },
  'chain.claims-by-person': { points: 60, perMs: hourMs, counts: 'Attempts of one person to claim a token.' },
  'chain.rewards-of-store': { points: 200, perMs: dayMs, counts: 'Rewards for holders that one store creates.' },
  'chain.reward-claims-by-person': { points: 60, perMs: hourMs, counts: 'Attempts of one person to claim a reward.' },
  'chain.redemptions-by-person': {
    points: 600,
    perMs: hourMs,
    counts: 'Codes of rewards that one member of a store tries to redeem.',
  },
  'chain.challenges-by-person': {
    points: 30,
    perMs: hourMs,
    counts: 'Challenges for linking wallets that one person creates.',
  },
  'chain.transfers-by-person': {
    points: 60,
    perMs: hourMs,
    counts: 'Transfers of one person from their custodial wallet, for which the operator pays.',
  },
  'chain.transfers-a-day': {
    points: 100,
    perMs: dayMs,
    counts: 'Transfers of one person from their custodial wallet, in a day.',
    variable: 'CHAIN_TRANSFERS_PER_DAY',
  },
  'chain.collections-of-store': {
    points: 10,
    perMs: dayMs,
    counts: 'Collections that one store creates, each of which the operator deploys.',
    variable: 'CHAIN_COLLECTIONS_PER_DAY',
  },
  'chain.tokens-of-store': {
    points: 500,
    perMs: dayMs,
    counts: 'Tokens that one store creates, for each of which the operator pays.',
    variable: 'CHAIN_TOKENS_PER_DAY',
  },
  'chain.key-exports-by-person': {
    points: 10,
    perMs: dayMs,
    counts: 'Requests of one person for the key of their custodial wallet.',
  },
  'chain.key-codes-by-person': {
    points: 30,
    perMs: hourMs,
    counts: 'Codes that one person enters for the key of their custodial wallet.',
  },
  'chain.links-by-person': { points: 60, perMs: hourMs, counts: 'Attempts of one person to link a wallet.' },
  'orders.vacations-of-seller': {
    points: 10,
    perMs: dayMs,
    counts: 'Vacations of one seller that begin or change, each of which may mail buyers. Their end is never refused.',
  },
  'orders.declines-of-buyer': {
    points: 10,
    perMs: hourMs,
    counts: 'Declined payments of one buyer, or of one cart of a guest.',
  },
  'orders.declines-of-email': {
    points: 10,
    perMs: hourMs,
    counts: 'Declined payments of guests with one email address from one client address.',
  },
  'orders.declines-of-method': {
    points: 20,
    perMs: hourMs,
    counts: 'Declined payments with one card token, or with one phone number by one buyer or client address.',
  },
  'orders.declines-by-client': {
    points: 30,
    perMs: hourMs,
    counts: 'Declined payments from one client address.',
    variable: 'ORDERS_DECLINES_PER_ADDRESS_AN_HOUR',
  },
  'orders.unconfirmed-by-client': {
    points: 60,
    perMs: hourMs,
    counts: 'Orders from one client address whose payment the buyer must confirm and has not confirmed.',
    variable: 'ORDERS_UNCONFIRMED_PER_ADDRESS_AN_HOUR',
  },
  'orders.case-pictures-by-person': {
    points: 200,
    perMs: hourMs,
    counts: 'Pictures for returns and disputes that one person uploads.',
  },
  'chat.messages-by-sender': {
    points: 120,
    perMs: minuteMs,
    counts: 'Messages that one person sends. A message that is sent again with its `clientId` does not count.',
    variable: 'CHAT_MESSAGES_PER_MINUTE',
  },
  'chat.conversations-by-person': {
    points: 60,
    perMs: hourMs,
    counts: 'Conversations that one person starts.',
    variable: 'CHAT_CONVERSATIONS_PER_HOUR',
  },
  'chat.pictures-by-person': { points: 200, perMs: hourMs, counts: 'Pictures for messages that one person uploads.' },
  'notifications.webhooks-asked-for': {
    points: 600,
    perMs: hourMs,
    counts: 'Test events and repeated deliveries that the team of a store asks for, by endpoint.',
  },
  'products.reports-by-person': { points: 50, perMs: dayMs, counts: 'Reviews and products that one person reports.' },
  'products.votes-by-person': { points: 300, perMs: hourMs, counts: 'Votes of one person for reviews.' },
  'chat.reports-by-person': { points: 50, perMs: dayMs, counts: 'Messages that one person reports.' },
} as const satisfies Record<string, Entry>;

export type LimitName = keyof typeof limitCatalogue;

/** The entry of a limit. */
export const limitOf = (name: LimitName): Entry => limitCatalogue[name];

const periods: readonly [string, number][] = [
  ['day', dayMs],
  ['hour', hourMs],
  ['minute', minuteMs],
  ['second', secondMs],
];

const periodOf = (perMs: number): string => {
  const [unit, ms] = periods.find(([, each]) => perMs % each === 0)!;
  return perMs === ms ? unit : `${perMs / ms} ${unit}s`;
};

/** docs/limits.md: a table of all limits. */
export function limitsDoc(): string {
  const rows = Object.entries<Entry>(limitCatalogue).map(
    ([name, { points, perMs, counts, variable }]) =>
      `| \`${name}\` | ${points} per ${periodOf(perMs)} | ${counts} | ${variable === undefined ? '' : `\`${variable}\``} |`,
  );
  return `# Limits

Each limit counts attempts of one key, such as one client address, in a fixed period that begins with the first attempt. An attempt over
a limit is refused with \`RATE_LIMITED\`; \`extensions.retryAfter\` is the number of seconds until the period ends. An
attempt that one limit refuses does not count against the others.

Replicas count together: in Redis when \`REDIS_URL\` is set, otherwise each subgraph counts in its own database, and each
gateway in its own memory. Keys are saved as digests. When Redis does not answer, the services count in their own store
until it answers again, log a warning, and show it in the metric \`soko_limits_fallback\`: requests are never refused
because Redis is away.

This file is written by \`npm run limits:doc\` from packages/limits/catalogue.ts.

| Limit | Default | Counts | Variable |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}
