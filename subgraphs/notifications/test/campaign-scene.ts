import { type Envelope, newEvent, ordersOrder, productsCategory, usersUser, walletsGaming } from '@soko/events';
import { newId } from '@soko/ids';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { person, until } from '@soko/testing';
import { type PostOffice, startPostOffice } from './post-office.ts';
import { type Scene, startNotifications } from './start-notifications.ts';

export const support = { as: person('usr_support', 'SUPPORT') };

const fields = /* GraphQL */ `
  fragment Whole on Campaign {
    id
    name
    status
    segment {
      roles
      countries
      locales
      registeredFrom
      registeredUntil
      boughtInCategoryId
      customersOfStoreId
      segmentId
    }
    texts {
      locale
      title
      subject
      body
      links {
        label
        url
      }
    }
    perMinute
    startsAt
    endsAt
    startedAt
    endedAt
    statistics {
      recipients
      queued
      sent
      failed
      bounced
      complained
      opened
      clicked
      unsubscribed
    }
  }
`;

/** The mutation of a name, with all fields of a campaign and of a refusal. */
function mutationOf(name: string): string {
  const ofCampaign = name !== 'sendTestOfCampaign';
  const isRefused = ofCampaign && name !== 'createCampaign';
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`;
  return `
    mutation ($input: ${type}) {
      ${name}(input: $input) {
        __typename
        ${ofCampaign ? '... on Campaign { ...Whole }' : '... on CampaignTestSent { to }'}
        ${isRefused ? '... on UserError { code message }' : ''}
      }
    }
    ${ofCampaign ? fields : ''}`;
}

// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

/** Sends a mutation about campaigns as support. Throws for an error. */
export async function change(graph: Scene, name: string, input: object, options: object = support): Promise<Json> {
  const { data, errors } = await graph.query(mutationOf(name), { input }, options);
  if (errors) throw Object.assign(new Error(errors[0]!.message), { extensions: errors[0]!.extensions });
  return data[name];
}

export const campaignQuery = `query ($id: ID!) { campaign(id: $id) { ...Whole } } ${fields}`;

export const seen = async (graph: Scene, id: string): Promise<Json> =>
  (await graph.query(campaignQuery, { id }, support)).data['campaign'];

export const text = {
  locale: 'en',
  title: 'Spring sale',
  subject: 'Spring sale, {{firstName}}',
  body: 'Hello {{firstName}},\nEverything is cheaper.',
  links: [{ label: 'See the offers', url: 'https://soko.example/offers' }],
};

export const inDays = (graph: Scene, days: number): string =>
  new Date(graph.trail.now().getTime() + days * 86_400_000).toISOString();

/** Creates a campaign and opens its window. */
export async function launch(graph: Scene, input: object = {}, window: object = {}): Promise<string> {
  const { id } = await change(graph, 'createCampaign', {
    name: 'Spring',
    texts: [text],
    perMinute: 60_000,
    idempotencyKey: newId('req'),
    ...input,
  });
  const scheduled = await change(graph, 'scheduleCampaign', {
    campaignId: id,
    endsAt: inDays(graph, 7),
    idempotencyKey: newId('req'),
    ...window,
  });
  if (scheduled.status !== 'SCHEDULED') throw new Error(`Not scheduled: ${JSON.stringify(scheduled)}`);
  return id;
}

/** A person of a segment, and the events that make them one. */
export interface Somebody {
  userId: string;
  email: string;
}

export const somebody = (name: string): Somebody => {
  const userId = newId('usr');
  return { userId, email: `${name}-${userId.slice(-12)}@example.org`.toLowerCase() };
};

const roles = ['CUSTOMER'] as const;

export const accountEvents = (
  { trail }: Pick<Scene, 'trail'>,
  { userId, email }: Somebody,
  more: { locale?: string; roles?: readonly ('CUSTOMER' | 'SELLER')[]; firstName?: string } = {},
): Envelope[] => [
  newEvent(
    usersUser,
    'registered',
    {
      subject: userId,
      sequence: 1,
      data: {
        email,
        firstName: more.firstName ?? 'Ada',
        locale: more.locale ?? 'en',
        roles: [...(more.roles ?? roles)],
      },
    },
    trail,
  ),
  newEvent(usersUser, 'verified', { subject: userId, sequence: 2, data: {} }, trail),
];

export const suspended = ({ trail }: Pick<Scene, 'trail'>, userId: string): Envelope =>
  newEvent(usersUser, 'suspended', { subject: userId, sequence: 3, data: { reason: 'Fraud' } }, trail);

export const lives = (
  { trail }: Pick<Scene, 'trail'>,
  userId: string,
  country: string | null,
  sequence = 3,
): Envelope => newEvent(usersUser, 'country_changed', { subject: userId, sequence, data: { country } }, trail);

export const erased = ({ trail }: Pick<Scene, 'trail'>, userId: string): Envelope =>
  newEvent(usersUser, 'erased', { subject: userId, sequence: 4, data: {} }, trail);

export const excluded = ({ trail }: Pick<Scene, 'trail'>, userId: string, until: string | null): Envelope =>
  newEvent(
    walletsGaming,
    'excluded',
    { subject: userId, sequence: 1, data: { kind: 'SELF_EXCLUSION', until, by: 'USER' } },
    trail,
  );

const money = (amountMinor: string) => ({ amountMinor, currency: 'EUR' });

/** A confirmed order of one thing. */
export const bought = (
  { trail }: Pick<Scene, 'trail'>,
  buyerId: string | null,
  {
    categoryId = newId('cat'),
    storeId = null,
    country = 'KE',
  }: { categoryId?: string; storeId?: string | null; country?: string | null },
): Envelope =>
  newEvent(
    ordersOrder,
    'confirmed',
    {
      subject: newId('ord'),
      sequence: 2,
      data: {
        order: {
          checkoutId: newId('chk'),
          number: 'SO-2026-000001-1',
          status: 'CONFIRMED',
          sellerId: newId('slr'),
          buyerId,
          deliveryMethod: 'STANDARD',
          country,
          lines: [
            {
              lineId: newId('orl'),
              variantId: newId('var'),
              productId: newId('prd'),
              categoryId,
              storeId,
              type: 'PHYSICAL',
              title: 'Lamp',
              sku: 'L1',
              quantity: 1,
              packedQuantity: null,
              unitPrice: money('100'),
              tax: money('0'),
              taxIncluded: true,
              fee: money('2'),
            },
          ],
          items: money('100'),
          delivery: money('0'),
          tax: money('0'),
          taxIncluded: money('0'),
          discount: money('0'),
          fee: money('2'),
          total: money('100'),
        },
      },
    },
    trail,
  );

export const category = ({ trail }: Pick<Scene, 'trail'>, id: string, path: string[], sequence = 1): Envelope =>
  newEvent(
    productsCategory,
    'created',
    { subject: id, sequence, data: { category: { slug: id, name: id, path, position: 0 } } },
    trail,
  );

/** The person says yes to campaigns, as they do in their settings. */
export async function agree(graph: Scene, ...people: readonly Somebody[]): Promise<void> {
  await graph.pool.query(
    `WITH reader AS (SELECT id FROM unnest($1::text[]) AS id), record AS (
       INSERT INTO preference_change (reader_id, topic, channel, enabled, via, created_at)
       SELECT id, 'MARKETING', 'EMAIL', true, 'SETTINGS', $2 FROM reader
     )
     INSERT INTO preference (reader_id, topic, channel, enabled, changed_at)
     SELECT id, 'MARKETING', 'EMAIL', true, $2 FROM reader`,
    [people.map(({ userId }) => userId), graph.trail.now()],
  );
}

/** Resolves once the audience and the contacts are up to date. */
export async function upToDate(graph: Scene): Promise<void> {
  for (const group of ['notifications.audience', 'notifications.messages'])
    await until('no event waits', async () => Object.values(await graph.bus.lag(group)).every((lag) => lag === 0));
}

/** Runs the job that writes the mails of campaigns, until the campaign has this status. */
export const becomes = (graph: Scene, id: string, status: string): Promise<Json> =>
  until(
    `the campaign is ${status}`,
    async () => {
      await graph.subgraph.runJob('notifications.send-campaigns');
      const campaign = await seen(graph, id);
      return campaign.status === status ? campaign : null;
    },
    60_000,
  );

/** The addresses to which a campaign wrote, sorted. */
export async function readersOf(graph: Scene, id: string): Promise<string[]> {
  const { rows } = await graph.pool.query<{ recipient: string }>(
    `SELECT n.recipient FROM campaign_recipient r JOIN notifications n ON n.id = r.message_id
     WHERE r.campaign_id = $1 ORDER BY n.recipient`,
    [id],
  );
  return rows.map(({ recipient }) => recipient);
}

/** A subgraph and a post office, and a language of its own for each test. Registers what opens and closes them. */
export function campaignScene(peers?: Parameters<typeof startNotifications>[1]) {
  const open: { graph?: Scene; office?: PostOffice } = {};
  let languages = 0;

  beforeAll(async () => {
    open.office = await startPostOffice();
    open.graph = await startNotifications(open.office.variables, peers);
  });
  afterAll(async () => {
    await open.graph?.close();
    await open.office?.close();
  });
  beforeEach(() => {
    languages += 1;
  });

  return {
    get graph(): Scene {
      return open.graph!;
    },
    get office(): PostOffice {
      return open.office!;
    },
    /** Language of the people of this test alone: each campaign has a segment of its own. */
    get language(): string {
      return `q${String.fromCharCode(97 + Math.floor(languages / 26), 97 + (languages % 26))}`;
    },
    /** A person who agreed to campaigns. */
    async join(name: string, more: Parameters<typeof accountEvents>[2] = {}): Promise<Somebody> {
      const joined = somebody(name);
      await this.graph.publish(...accountEvents(this.graph, joined, { locale: this.language, ...more }));
      await agree(this.graph, joined);
      return joined;
    },
    /** The mails of campaigns to a person, without those about the account. */
    async mailsTo({ email }: Somebody) {
      const found = await this.office.mailsTo(email);
      return found.filter(({ subject }) => !/welcome|willkommen|suspended|exclu/i.test(subject ?? ''));
    },
    create(input: object = {}): Promise<Json> {
      const whole = { name: 'Spring', texts: [text], idempotencyKey: newId('req'), ...input };
      return change(this.graph, 'createCampaign', whole);
    },
  };
}
