const addresses: Record<string, string> = { json: JSON_WORKER, graphql: GRAPHQL_WORKER };

/** Gives Monaco its workers, which check JSON and GraphQL in the background. */
Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id: string, label: string): Worker => new Worker(addresses[label] ?? EDITOR_WORKER, { name: label }),
  },
});
