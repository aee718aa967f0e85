/**
 * Specs that take ten seconds or more and guard what changes rarely. `npm test` leaves them out, `npm run test:slow` runs
 * them, and CI runs all. With arguments (`npm test -- <path>`) jest runs whatever is named.
 */
export const slowSpecs = [
  // Processes that are killed and started again.
  'subgraphs/chain/test/batches.spec.ts',
  'subgraphs/analytics/test/reports/killed.spec.ts',
  'subgraphs/chain/test/killed.spec.ts',
  'subgraphs/chain/test/surviving.spec.ts',
  'subgraphs/chain/test/two-processes.spec.ts',
  'subgraphs/notifications/test/campaign-killed.spec.ts',
  'subgraphs/orders/test/killed.spec.ts',
  'subgraphs/payments/test/killed.spec.ts',
  'subgraphs/payments/test/mpesa-killed.spec.ts',
  'subgraphs/payments/test/racing-refunds.spec.ts',
  'subgraphs/products/test/finding/killed-alerts.spec.ts',
  'subgraphs/products/test/killed-import.spec.ts',
  'subgraphs/wallets/test/payouts/racing-refunds.spec.ts',
  'packages/event-bus/test/crash.spec.ts',
  'simulators/stripe/test/restart.spec.ts',
  'e2e/standalone/survival.spec.ts',
  'e2e/standalone/demo-stores.spec.ts',
  // Time that has to pass at a provider or a buyer, and faults of a database.
  'subgraphs/payments/test/disconnected-payouts.spec.ts',
  'subgraphs/payments/test/ended-payouts.spec.ts',
  'subgraphs/payments/test/kept-payouts.spec.ts',
  'subgraphs/payments/test/mpesa-returns.spec.ts',
  'subgraphs/payments/test/stripe-payouts.spec.ts',
  'subgraphs/payments/test/unsaved.spec.ts',
  'subgraphs/payments/test/turns.spec.ts',
  'subgraphs/payments/test/subscriptions.spec.ts',
  'subgraphs/payments/test/subscription-cards.spec.ts',
  'e2e/standalone/expired-hold.spec.ts',
  'e2e/standalone/webhooks.spec.ts',
  'e2e/standalone/unpaid.spec.ts',
  // A Soko of its own that is traced.
  'e2e/stories/observed.spec.ts',
  // Every table, topic, file and log is searched for personal data.
  'compositions/test/retention.spec.ts',
  // A year of orders and bets in a Soko of its own.
  'compositions/test/year.spec.ts',
  // A client that is generated with packages from elsewhere, and 10,000 requests.
  'e2e/standalone/rest-client.spec.ts',
  'gateway/test/rest-flood.spec.ts',
  // The security suite. CI runs its long form.
  'e2e/security/across-people.spec.ts',
  'e2e/security/enumeration.spec.ts',
  'e2e/security/forged-webhooks.spec.ts',
  'e2e/security/hostile-inputs.spec.ts',
  'e2e/security/who-may-do-what.spec.ts',
  // Tours of the pages with a browser.
  'e2e/browser/betting.spec.ts',
  'e2e/browser/buying.spec.ts',
  'e2e/browser/claiming.spec.ts',
  'e2e/browser/playground.spec.ts',
  'e2e/browser/money-and-cases.spec.ts',
  // Commands, settings and migrations, each in a process of its own.
  'scripts/command-line.spec.ts',
  'scripts/migrations/test/migration.spec.ts',
  'packages/postgres/test/migrate.spec.ts',
  'compositions/test/admin-command.spec.ts',
  'e2e/standalone/refused-starts.spec.ts',
  'scripts/soko-gateway-pack.spec.ts',
  // A bank's schema, read by a validator in WebAssembly.
  'subgraphs/wallets/test/payouts/bank-file-schema.spec.ts',
  // A catalogue of 10,000 products.
  'demo/large/large-catalogue.spec.ts',
];
