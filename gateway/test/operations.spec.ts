import { afterEach, describe, expect, it } from '@jest/globals';
import { readEnv } from '@soko/env';
import { silentLogger } from '@soko/log';
import { startTraceCollector } from '@soko/testing';
import { startTracing } from '@soko/tracing';
import { tracingEnv } from '@soko/tracing/env';
import { startTestGateway, type TestGateway } from './start-test-gateway.ts';

const open: TestGateway[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway.close()));
});
const start = async (env: Record<string, string>): Promise<TestGateway> => {
  const gateway = await startTestGateway({ env });
  open.push(gateway);
  return gateway;
};
const read = async (url: string) => {
  const response = await fetch(url);
  return { status: response.status, text: await response.text() };
};
const dependencies = { people: 'ok', shop: 'ok' };

describe('metrics and health', () => {
  it('name nothing inside on the public port of production', async () => {
    const gateway = await start({ NODE_ENV: 'production' });
    expect((await read(`${gateway.url}/metrics`)).status).toBe(404);
    expect(await read(`${gateway.url}/health/ready`)).toEqual({ status: 200, text: '{"status":"ready"}' });
    expect(gateway.operationsUrl).toBeNull();
  });

  it.each(['production', 'development'])(
    'are whole on METRICS_PORT, and not on the public port: %s',
    async (NODE_ENV) => {
      const gateway = await start({ NODE_ENV, METRICS_PORT: '0' });
      expect(gateway.operationsUrl).not.toBe(gateway.url);
      expect((await read(`${gateway.operationsUrl}/metrics`)).text).toContain('soko_gateway_sockets');
      const ready = await read(`${gateway.operationsUrl}/health/ready`);
      expect(JSON.parse(ready.text)).toEqual({ status: 'ready', dependencies });
      expect((await read(`${gateway.operationsUrl}/graphql`)).status).toBe(404);
      expect((await read(`${gateway.url}/metrics`)).status).toBe(404);
      expect(await read(`${gateway.url}/health/ready`)).toEqual({ status: 200, text: '{"status":"ready"}' });
      const { operationsUrl } = gateway;
      await open.pop()?.close();
      await expect(fetch(`${operationsUrl}/health/live`)).rejects.toThrow('fetch failed');
    },
  );

  it('are on the port of the graph in development', async () => {
    const gateway = await start({ NODE_ENV: 'development' });
    expect(gateway.operationsUrl).toBe(gateway.url);
    expect((await read(`${gateway.url}/metrics`)).status).toBe(200);
    expect(JSON.parse((await read(`${gateway.url}/health/ready`)).text)).toEqual({ status: 'ready', dependencies });
  });
});

describe('the trace of an operation', () => {
  it('has its fetches, says whether it failed, and is named in the log', async () => {
    const collector = await startTraceCollector();
    const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: '1' };
    const tracing = await startTracing({ service: 'spec', env: readEnv(tracingEnv, variables), log: silentLogger });
    try {
      const gateway = await start({});
      await gateway.ask('query Fine { fail(how: "not-found") }');
      await gateway.ask('{ fail(how: "secretly") things { id } }');
      await tracing.close();
      const [fine, failed] = ['query Fine', 'query fail'].map((title) =>
        collector.spans().find(({ name }) => name === title),
      );
      expect(fine).toMatchObject({ isFailed: false });
      expect(failed).toMatchObject({ isFailed: true, attributes: { 'soko.outcome': 'partial' } });
      const below = collector.spans().filter(({ parentSpanId }) => parentSpanId === failed?.spanId);
      expect(below.map(({ name }) => name).toSorted()).toEqual(['fetch shop', 'plan']);
      expect(JSON.stringify(collector.spans())).not.toContain('secretly');
      const { traceId } = failed!;
      const lines = gateway.log().filter((line) => line['traceId'] === traceId);
      expect(lines.map(({ msg }) => msg)).toEqual(['an operation failed', 'operation']);
    } finally {
      await tracing.close();
      await collector.close();
    }
  });
});
