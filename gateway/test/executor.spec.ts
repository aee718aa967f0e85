import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { createSubgraphs } from './fixture-graph.ts';
import { answered, startTestGateway, type TestGateway } from './start-test-gateway.ts';

/** How often operations were executed, by executor and reason. */
async function executions({ registry }: TestGateway): Promise<Record<string, number>> {
  const metric = registry.getSingleMetric('soko_gateway_executions_total')!;
  const { values } = await metric.get();
  return Object.fromEntries(
    values.map(({ labels, value }) => [[labels['by'], labels['reason']].join(' ').trim(), value]),
  );
}

describe.each(['compiled', 'stock'])('a gateway with the executor %s', (executor) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ env: { GATEWAY_EXECUTOR: executor } });
  });
  afterAll(async () => gateway.close());

  it('joins entities of two subgraphs', async () => {
    const answer = await gateway.ask('query Owners { things { title owner { name } } }');
    expect(answered(answer, 'things')).toEqual([
      { title: 'Kettle', owner: { name: 'Amina' } },
      { title: 'Lamp', owner: { name: 'Brian' } },
    ]);
  });

  it('answers each viewer with what is theirs, in one operation at the same time', async () => {
    const viewers = await Promise.all(
      ['usr_1', 'usr_2', 'usr_1', 'usr_2'].map(async (sub) => gateway.tokens.sign({ sub })),
    );
    const answers = await Promise.all(viewers.map((token) => gateway.ask('query Mine { me { id name } }', { token })));
    expect(answers.map((answer) => answered<{ id: string }>(answer, 'me').id)).toEqual([
      'usr_1',
      'usr_2',
      'usr_1',
      'usr_2',
    ]);
  });

  it('answers null for a field that the viewer may not select', async () => {
    const answer = await gateway.ask('query Rest { things { title owner { name email } } }');
    expect(answered<object[]>(answer, 'things')[0]).toEqual({ title: 'Kettle', owner: { name: 'Amina', email: null } });
  });

  it('answers introspection', async () => {
    const answer = await gateway.ask('query Types { __type(name: "Thing") { name } }');
    expect(answered(answer, '__type')).toEqual({ name: 'Thing' });
  });

  it('shows the plan to administrators who ask for it, and to nobody else', async () => {
    const query = 'query Planned { things { title owner { name } } }';
    const admin = { authorization: `Bearer ${await gateway.tokens.sign({ roles: ['ADMIN'] })}` };
    const support = { authorization: `Bearer ${await gateway.tokens.sign({ roles: ['SUPPORT'] })}` };
    const asks = { 'x-query-plan': 'true' };
    const plans = [
      await gateway.post({ query }, { ...admin, ...asks }),
      await gateway.post({ query }, admin),
      await gateway.post({ query }, { ...support, ...asks }),
      await gateway.post({ query }, asks),
    ].map((answer) => {
      expect(answered<object[]>(answer, 'things')).toHaveLength(2);
      return answer.extensions;
    });
    expect(plans).toEqual([
      { queryPlan: expect.stringMatching(/^QueryPlan \{[^]*Fetch\(service: "people"\)/) },
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('counts operations by executor', async () => {
    const counted = await executions(gateway);
    const expected = executor === 'compiled' ? { compiled: 10, 'stock introspection': 1 } : {};
    expect(counted).toEqual(expected);
  });
});

describe('a gateway that shares queries to subgraphs', () => {
  it('sends one for equal requests of one client, and one for each client who differs in anything that is sent', async () => {
    const { people, ...others } = createSubgraphs();
    const held: (() => void)[] = [];
    const slowly: typeof people = async (request) => {
      if (request.query.includes('me{')) await new Promise<void>((resolve) => held.push(resolve));
      return people!(request);
    };
    const gateway = await startTestGateway({ subgraphs: { ...others, people: slowly }, sharesQueries: true });
    const [one, two] = await Promise.all(['usr_1', 'usr_2'].map(async (sub) => gateway.tokens.sign({ sub })));
    const clients = [
      { authorization: `Bearer ${one}` },
      { authorization: `Bearer ${one}`, 'x-request-id': 'another' },
      { authorization: `Bearer ${two}` },
      { authorization: `Bearer ${one}`, 'x-guest-token': 'a-guest-with-a-cart-of-their-own' },
      { authorization: `Bearer ${one}`, 'user-agent': 'another program' },
    ];
    const asked = clients.map(async (headers) => gateway.post({ query: 'query Mine { me { id } }' }, headers));
    const shared = async () => {
      const { values } = await gateway.registry.getSingleMetric('soko_gateway_shared_fetches_total')!.get();
      return values.reduce((sum, { value }) => sum + value, 0);
    };
    await until('all have asked', async () => held.length + (await shared()) === clients.length);
    expect(held.length).toBe(4);
    for (const go of held) go();
    const answers = await Promise.all(asked);
    expect(answers.map((answer) => answered<{ id: string }>(answer, 'me').id)).toEqual([
      'usr_1',
      'usr_1',
      'usr_2',
      'usr_1',
      'usr_1',
    ]);
    await gateway.close();
  });
});
