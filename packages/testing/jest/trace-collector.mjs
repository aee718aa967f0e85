import { once } from 'node:events';
import { createServer } from 'node:http';

const factsIn = (attributes = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
const spansIn = ({ resourceSpans }) =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ name, traceId, spanId, parentSpanId = '', attributes, status }) => ({
        service: factsIn(resource.attributes)['service.name'],
        name,
        traceId,
        spanId,
        parentSpanId,
        attributes: factsIn(attributes),
        isFailed: status?.code === 2,
      })),
  );

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

export async function startTraceCollector() {
  const spans = [];
  let headers = {};
  const server = createServer(async (request, response) => {
    const route = `${request.method} ${request.url}`;
    const body = await bodyOf(request);
    response.setHeader('content-type', 'application/json');
    const [, trace] = /^GET \/spans\/(\w+)$/.exec(route) ?? [];
    if (trace) return response.end(JSON.stringify(spans.filter(({ traceId }) => traceId === trace)));
    if (route !== 'POST /v1/traces') return response.writeHead(404).end('{}');
    headers = request.headers;
    spans.push(...spansIn(JSON.parse(body)));
    return response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    spans: () => spans,
    headers: () => headers,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
