import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readEnv } from '@soko/env';
import { silentLogger } from '@soko/log';
import { type CollectedSpan, startTraceCollector, type TraceCollector } from '@soko/testing';
import { tracingEnv } from './env.ts';
import {
  activeTraceparent,
  continueTrace,
  describeSpan,
  inSpan,
  SpanKind,
  startTracing,
  traceEvents,
  traceIds,
  traceRequest,
  type Tracing,
} from './index.ts';

const client = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
const clientTrace = client.split('-')[1];

describe('a trace', () => {
  let collector: TraceCollector;
  let tracing: Tracing;

  const start = async (variables: Record<string, string> = {}): Promise<void> => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: '1' };
    const env = readEnv(tracingEnv, { ...endpoint, ...variables });
    tracing = await startTracing({ service: 'spec', env, log: silentLogger });
  };

  beforeEach(async () => {
    collector = await startTraceCollector();
  });
  afterEach(async () => {
    await tracing.close();
    await collector.close();
  });

  /** The spans that were sent, by name. */
  const sent = async (): Promise<Record<string, CollectedSpan>> => {
    await tracing.close();
    return Object.fromEntries(collector.spans().map((span) => [span.name, span]));
  };

  it('goes from a request over an event to what handles the event', async () => {
    await start({ OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20key' });
    const event = await traceRequest('query', {}, async () => {
      describeSpan({ name: 'mutation Buy', attributes: { 'soko.outcome': 'ok' } });
      return inSpan('transaction', { kind: SpanKind.INTERNAL }, async () => {
        // As after a statement.
        await new Promise((later) => setImmediate(later));
        return { type: 'orders.order.placed', traceparent: activeTraceparent() };
      });
    });
    expect(activeTraceparent()).toBeUndefined();
    await traceEvents('consume', [event], { kind: SpanKind.CONSUMER }, async () => {
      expect(traceIds()).toEqual({ traceId: event.traceparent?.split('-')[1], spanId: expect.any(String) });
    });
    const spans = await sent();
    const { 'mutation Buy': root, transaction, 'consume orders.order.placed': consumed } = spans;
    expect(Object.keys(spans)).toHaveLength(3);
    expect(root).toMatchObject({ service: 'spec', parentSpanId: '', attributes: { 'soko.outcome': 'ok' } });
    expect(transaction).toMatchObject({ traceId: root?.traceId, parentSpanId: root?.spanId });
    expect(consumed).toMatchObject({ traceId: root?.traceId, parentSpanId: transaction?.spanId });
    expect(collector.headers()['x-key']).toBe('a key');
  });

  it('has a span of each event that is handled together with others, and no other event in it', async () => {
    await start();
    const placed = (trace: string) => ({
      type: `a.b.${trace}`,
      traceparent: `00-${trace.repeat(32)}-${'1'.repeat(16)}-01`,
    });
    const events = [placed('1'), placed('2'), { type: 'a.b.untraced' }];
    await traceEvents('consume', events, {}, async () => expect(activeTraceparent()).toBeUndefined());
    const spans = await sent();
    expect(Object.keys(spans).toSorted()).toEqual(['consume a.b.1', 'consume a.b.2']);
    expect(spans['consume a.b.2']?.traceId).toBe('2'.repeat(32));
  });

  it('says that work failed, and nothing of what it said', async () => {
    await start();
    const failing = traceRequest('query', {}, () => Promise.reject(new TypeError('ada@example.org is wrong')));
    await expect(failing).rejects.toThrow('ada@example.org');
    const { query } = await sent();
    expect(query).toMatchObject({ isFailed: true, attributes: { 'error.type': 'TypeError' } });
    expect(JSON.stringify(query)).not.toContain('ada');
  });

  it("continues the client's trace, whose wish to be traced decides nothing", async () => {
    await start();
    await traceRequest('query', { traceparent: client }, async () => {});
    await traceRequest('other', { traceparent: 'no traceparent' }, async () => {});
    const { query, other } = await sent();
    expect(query).toMatchObject({ traceId: clientTrace, parentSpanId: client.split('-')[2] });
    expect(other?.parentSpanId).toBe('');
  });

  it.each([
    ['without a share of the operations', { OTEL_TRACES_SAMPLER_ARG: '0' }],
    ['without a collector', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
  ])('does not begin %s', async (_, variables) => {
    await start(variables);
    await traceRequest('query', { traceparent: client.replace(/00$/, '01') }, async () => {
      await inSpan('below', {}, async () => expect(activeTraceparent()).toBeUndefined());
      await continueTrace(undefined, async () => expect(traceIds()).toEqual({}));
    });
    expect(await sent()).toEqual({});
  });
});
