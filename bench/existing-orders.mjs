/**
 * Makes the databases of a shop that has sold for a while: copies of real purchases, row by row, under new ids and
 * numbers. Copied are the tables that grow with every purchase; the shelves are filled up besides.
 */
import pg from 'pg';

/** Parents before children. */
const tables = {
  soko_orders: ['cart', 'quote', 'checkout', 'checkout_saga', 'orders', 'order_line', 'order_history'],
  soko_payments: ['payment', 'provider_call'],
  soko_fulfilment: [
    'reservation',
    'reservation_line',
    'stock_movement',
    'packaging',
    'packaging_line',
    'status_change',
  ],
};

/** What has to be unique beside the ids, or is counted up. */
const further = {
  cart: `jsonb_build_object('token_hash', md5(original.token_hash || copy))`,
  payment: `jsonb_build_object('provider_ref', md5(original.provider_ref || copy))`,
  order_history: `jsonb_build_object('id', nextval('order_history_id_seq'))`,
  stock_movement: `jsonb_build_object('id', nextval('stock_movement_id_seq'))`,
  status_change: `jsonb_build_object('id', nextval('status_change_id_seq'))`,
};

const only = { stock_movement: 'WHERE order_id IS NOT NULL' };

/** The last eight digits of a UUIDv7 are random alone; what comes before tells apart even those of one millisecond. */
const ownIds = '(crt|quo|chk|ord|orl|pay|pcl|pkg)_([0-9a-f-]{28})[0-9a-f]{8}';

const copies = (table) => `
  INSERT INTO ${table} SELECT fresh.*
  FROM (SELECT * FROM ${table} ${only[table] ?? ''}) AS original
  CROSS JOIN generate_series(1, $1::int) AS copy
  CROSS JOIN LATERAL jsonb_populate_record(NULL::${table}, regexp_replace(regexp_replace(to_jsonb(original)::text,
    '${ownIds}', '\\1_\\2' || lpad(to_hex(copy), 8, '0'), 'g'),
    '(SO-[0-9]{4}-[0-9]+)', '\\1C' || copy, 'g')::jsonb || ${further[table] ?? `'{}'::jsonb`}) AS fresh`;

async function within(url, database, work) {
  const client = new pg.Client({ connectionString: Object.assign(new URL(url), { pathname: database }).href });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Copies the purchases there are until there are at least `count`. Answers how many there are then. */
export async function growOrders(postgresUrl, count) {
  const ordersIn = async (client) => Number((await client.query('SELECT count(*) FROM orders')).rows[0].count);
  const there = await within(postgresUrl, 'soko_orders', ordersIn);
  const times = Math.ceil(count / there) - 1;
  for (const [database, names] of Object.entries(tables)) {
    await within(postgresUrl, database, async (client) => {
      for (const table of names) await client.query(copies(table), [times]);
    });
  }
  return within(postgresUrl, 'soko_orders', ordersIn);
}

/** Puts so much of everything on the shelves that nothing is sold out while it is measured. */
export async function fillShelves(postgresUrl) {
  await within(postgresUrl, 'soko_fulfilment', (client) =>
    client.query('UPDATE stock_item SET on_hand = on_hand + 1000000 WHERE on_hand > reserved'),
  );
}
