import { board, panel } from './panels.mjs';

const operations = 'soko_gateway_operation_duration_seconds';
const fetches = 'soko_gateway_subgraph_fetch_duration_seconds';

const quantile = (share, metric, by = '', where = '') =>
  `histogram_quantile(${share}, sum by (le${by && `, ${by}`}) (rate(${metric}_bucket${where}[5m])))`;

const perSecond = (metric, by, where = '') => `sum by (${by}) (rate(${metric}${where}[5m]))`;

/** The share of operations or fetches with an outcome. */
const shareOf = (metric, outcome, by) => {
  const all = `sum${by ? ` by (${by}) ` : ''}(rate(${metric}_count[5m]))`;
  return `${all.replace('_count', `_count{outcome=${outcome}}`)} / ${all}`;
};

/** Panels of some subgraphs: what the gateway asks of them, their rows and their events. */
const panelsOf = (subgraphs) => {
  const where = `{subgraph=~"${subgraphs}"}`;
  return [
    panel(
      'Requests of the gateway',
      { '{{subgraph}}': perSecond(`${fetches}_count`, 'subgraph', where) },
      { unit: 'reqps' },
    ),
    panel('Time of a request, 95 %', { '{{subgraph}}': quantile(0.95, fetches, 'subgraph', where) }, { unit: 's' }),
    panel(
      'Requests that failed',
      {
        '{{subgraph}} {{outcome}}': perSecond(
          `${fetches}_count`,
          'subgraph, outcome',
          `{subgraph=~"${subgraphs}",outcome!="ok"}`,
        ),
      },
      { unit: 'reqps', about: '`unavailable` did not answer; `error` and `partial` have refused fields or faults.' },
    ),
    panel(
      'Broken rules',
      { '{{subgraph}} {{invariant}}': `max by (subgraph, invariant) (soko_invariant_broken${where}) > 0` },
      { about: 'Rows that contradict each other, as the last check found them: docs/invariants.md. Empty is right.' },
    ),
    panel('Events that wait in the outbox', { '{{subgraph}}': `max by (subgraph) (soko_outbox_waiting${where})` }),
    panel('Events that groups have yet to handle', {
      '{{group}}': `max by (group) (soko_consumer_lag{group=~"(${subgraphs})([.-].*)?"})`,
    }),
    panel(
      'SQL statements',
      { '{{subgraph}}': `sum by (subgraph) (rate(soko_sql_statements${where}[5m]))` },
      { unit: 'ops' },
    ),
    panel('Work that waits for a connection', {
      '{{subgraph}}': `max by (subgraph) (soko_sql_connections{subgraph=~"${subgraphs}",state="waiting"})`,
    }),
    panel('Busy connections', {
      '{{subgraph}}': `sum by (subgraph) (soko_sql_connections{subgraph=~"${subgraphs}",state="busy"})`,
    }),
  ];
};

const gateway = board('gateway', 'Soko: gateway', 'Operations of clients, requests to subgraphs, and subscriptions.', [
  panel(
    'Operations',
    { '{{type}} {{outcome}}': perSecond(`${operations}_count`, 'type, outcome') },
    { unit: 'reqps', stacked: true },
  ),
  panel(
    'Time of an operation',
    {
      '50 %': quantile(0.5, operations),
      '95 %': quantile(0.95, operations),
      '99 %': quantile(0.99, operations),
    },
    { unit: 's' },
  ),
  panel('Operations with a fault', { faults: shareOf(operations, '"INTERNAL_SERVER_ERROR"') }, { unit: 'percentunit' }),
  panel(
    'The ten slowest operations, 95 %',
    { '{{operation}}': `topk(10, ${quantile(0.95, operations, 'operation')})` },
    { unit: 's', about: 'Clients choose the names. After 200 names the others are `other`.' },
  ),
  panel(
    'Requests to subgraphs',
    { '{{subgraph}}': perSecond(`${fetches}_count`, 'subgraph') },
    { unit: 'reqps', stacked: true },
  ),
  panel(
    'Time of a request to a subgraph, 95 %',
    { '{{subgraph}}': quantile(0.95, fetches, 'subgraph') },
    { unit: 's' },
  ),
  panel(
    'Subgraphs that did not answer',
    { '{{subgraph}}': shareOf(fetches, '"unavailable"', 'subgraph') },
    { unit: 'percentunit' },
  ),
  panel(
    'Executions',
    { '{{by}} {{reason}}': perSecond('soko_gateway_executions_total', 'by, reason') },
    { unit: 'reqps', about: '`compiled` is the fast executor; `stock` executes what it leaves out, with the reason.' },
  ),
  panel(
    'Requests that were shared',
    { '{{subgraph}}': perSecond('soko_gateway_shared_fetches_total', 'subgraph') },
    { unit: 'reqps' },
  ),
  panel('Open sockets and streams', {
    sockets: 'sum(soko_gateway_sockets)',
    'event streams': 'sum(soko_gateway_streams)',
  }),
  panel('Subscriptions', { '{{field}}': 'sum by (field) (soko_gateway_subscriptions)' }, { stacked: true }),
  panel(
    'Messages to subscribers',
    { '{{field}}': perSecond('soko_gateway_events_pushed_total', 'field') },
    { unit: 'ops' },
  ),
  panel(
    'Sockets that the gateway closed',
    { '{{code}}': perSecond('soko_gateway_sockets_closed_total', 'code') },
    { unit: 'ops' },
  ),
  panel('Memory', { '{{job}} {{instance}}': 'process_resident_memory_bytes' }, { unit: 'bytes' }),
  panel(
    'Processor',
    { '{{job}} {{instance}}': 'rate(process_cpu_seconds_total[5m])' },
    { unit: 'percentunit', about: 'Of one core.' },
  ),
  panel('Delay of the event loop, 99 %', { '{{job}} {{instance}}': 'nodejs_eventloop_lag_p99_seconds' }, { unit: 's' }),
  panel('Supergraphs that were taken', {
    '{{outcome}}': 'sum by (outcome) (increase(soko_gateway_schema_swaps_total[1h]))',
  }),
  panel('Limits that Redis does not count', {
    gateway: 'max(soko_gateway_limits_fallback)',
    '{{subgraph}}': 'max by (subgraph) (soko_limits_fallback)',
  }),
]);

const checkout = board(
  'checkout',
  'Soko: checkout',
  'Orders, stock and payments.',
  panelsOf('orders|fulfilment|payments'),
);

const ledger = board('ledger', 'Soko: ledger', 'Wallets, bets, and the money at providers.', [
  ...panelsOf('wallets|payments'),
  panel(
    'Batches of bets that failed',
    { '{{reason}}': perSecond('soko_wallets_bet_batches_failed_total', 'reason') },
    { unit: 'ops', about: 'Their bets are placed one after another.' },
  ),
  panel(
    'Broken rules of money',
    'sum(max by (subgraph, invariant) (soko_invariant_broken{subgraph=~"wallets|payments"}))',
    { about: 'Such as a ledger that does not sum to zero. It must be 0.' },
  ),
]);

const events = board('events', 'Soko: events', 'From the outbox to consumers, mails, webhooks and read models.', [
  panel('Events that wait in the outbox', { '{{subgraph}}': 'max by (subgraph) (soko_outbox_waiting)' }),
  panel(
    'Events that the event bus refused',
    { '{{subgraph}}': 'max by (subgraph) (soko_outbox_refused)' },
    { about: '`npm run outbox` lists and resends them.' },
  ),
  panel(
    'Dead letters',
    { '{{group}}': 'max by (group) (soko_dead_letters)' },
    { about: '`npm run dead-letters` lists and replays them.' },
  ),
  panel('Events that groups have yet to handle', { '{{group}}': 'max by (group) (soko_consumer_lag)' }),
  panel(
    'Read models behind',
    { '{{projection}}': 'max by (projection) (soko_analytics_projection_seconds_behind)' },
    { unit: 's' },
  ),
  panel(
    'Messages to subscribers',
    { '{{field}}': perSecond('soko_gateway_events_pushed_total', 'field') },
    { unit: 'ops' },
  ),
  panel('Messages that wait', { '{{channel}} {{status}}': 'max by (channel, status) (soko_notifications_unsent)' }),
  panel(
    'Age of the oldest message',
    { '{{channel}}': 'max by (channel) (soko_notifications_overdue_seconds)' },
    { unit: 's' },
  ),
  panel('Messages of late', { '{{channel}} {{status}}': 'max by (channel, status) (soko_notifications_recent)' }),
  panel('Webhooks', {
    waiting: 'max(soko_notifications_webhooks_waiting)',
    late: 'max(soko_notifications_webhooks_late)',
  }),
  panel('Receivers of webhooks', {
    failing: 'max(soko_notifications_webhook_endpoints_failing)',
    disabled: 'max(soko_notifications_webhook_endpoints_disabled)',
  }),
  panel('Calls to the chain', {
    queued: 'max(soko_chain_queued_calls)',
    'open transactions': 'max(soko_chain_open_transactions)',
  }),
  panel('Chat', {
    'open reports': 'max(soko_chat_open_reports)',
    'people to notify': 'max(soko_chat_people_to_notify)',
    'files to remove': 'max(soko_chat_files_to_remove)',
  }),
]);

/** The dashboards of deploy/grafana, by their files. */
export const boards = {
  'deploy/grafana/gateway.json': gateway,
  'deploy/grafana/checkout.json': checkout,
  'deploy/grafana/events.json': events,
  'deploy/grafana/ledger.json': ledger,
};
