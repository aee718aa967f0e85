import { serverAudits } from 'graphql-http';

/** Runs the audits of GraphQL over HTTP against a server: how many there are, and those that do not pass, with the reasons. */
export async function auditServer(url) {
  const results = await Promise.all(serverAudits({ url, fetchFn: fetch }).map(({ fn }) => fn()));
  const failed = results.filter(({ status }) => status !== 'ok').map(({ id, reason }) => ({ id, reason }));
  return { count: results.length, failed };
}
