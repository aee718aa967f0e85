import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CurrentGraph } from '../execution/current-graph.ts';
import type { Graph } from '../graph.ts';
import { createCompiledRoutes } from './compiled-routes.ts';
import { etagOf, matchesEtag } from './etag.ts';
import { buildOpenApi } from './openapi/build-openapi.ts';
import { pagePolicy } from './pages/page.ts';
import { problemsPage } from './pages/problems-page.ts';
import { readerPage } from './pages/reader-page.ts';
import type { RouteGroup } from './route.ts';

interface Document {
  text: string;
  etag: string;
}

/** Writes a text once for each graph. */
function perGraph(write: (graph: Graph) => string): (graph: Graph) => Document {
  const known = new WeakMap<Graph, Document>();
  return (graph) => {
    const found = known.get(graph);
    if (found) return found;
    const text = write(graph);
    const document = { text, etag: etagOf(text) };
    known.set(graph, document);
    return document;
  };
}

function send(document: Document, type: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('etag', document.etag).header('cache-control', 'no-cache');
  if (matchesEtag(request.headers['if-none-match'], document.etag)) return reply.code(304).send();
  if (type.startsWith('text/html')) reply.header('content-security-policy', pagePolicy);
  return reply.type(type).send(document.text);
}

/** The description of the routes: for programs, for people, and of the problems. */
export function addDocuments(app: FastifyInstance, table: readonly RouteGroup[], graphs: CurrentGraph): void {
  const routesOf = createCompiledRoutes(table);
  const documents = [
    [
      '/openapi.json',
      'application/json; charset=utf-8',
      (graph: Graph) => JSON.stringify(buildOpenApi(table, graph.schema)),
    ],
    ['/docs', 'text/html; charset=utf-8', (graph: Graph) => readerPage(buildOpenApi(table, graph.schema))],
    ['/problems', 'text/html; charset=utf-8', (graph: Graph) => problemsPage(routesOf(graph), graph.schema)],
  ] as const;
  for (const [url, type, write] of documents) {
    const documentOf = perGraph(write);
    app.get(url, async (request, reply) => send(documentOf(graphs.get()), type, request, reply));
  }
}
