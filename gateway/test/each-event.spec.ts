import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { connect, handBus, type Subscribed } from './live-client.ts';
import { startTestGateway, type TestGateway } from './start-test-gateway.ts';

const bus = handBus();
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ events: bus.source });
});
afterAll(() => gateway.close());

const textsOf = ({ messages }: Subscribed): string[] =>
  messages.map(({ data }) => (data!['wordSaid'] as { text: string }).text);

it('sends each event of a field that tells every one, also equal ones about the same, and to clients that resume', async () => {
  const client = connect(gateway.url);
  const query = 'subscription { wordSaid(id: "cnv_1") { text } }';
  const first = client.subscribe(query);
  await client.ask('{ __typename }');
  const said = ['Hi', 'Hi', 'there', 'Hi', '?'];
  for (const [index, text] of said.entries()) bus.publish('shop.word', 'cnv_1', index, { text });
  await until('the last word', () => textsOf(first).includes('?'));
  expect(textsOf(first)).toEqual(said);
  const second = client.subscribe(query, {}, { resumeFrom: first.extensions[0]!.cursor! });
  await until('the last word again', () => textsOf(second).includes('?'));
  expect(textsOf(second)).toEqual(said.slice(1));
  expect([...first.extensions, ...second.extensions].filter(({ gap }) => gap)).toEqual([]);
  await client.close();
});
