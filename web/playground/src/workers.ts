const addresses: Record<string, string> = { json: JSON_WORKER, graphql: GRAPHQL_WORKER };

/** Monaco asks here for its workers, which check JSON and GraphQL beside the page. */
Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id: string, label: string): Worker => new Worker(addresses[label] ?? EDITOR_WORKER, { name: label }),
  },
});
