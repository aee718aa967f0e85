import { v7 } from 'uuid';

/** What GraphQL over HTTP answers. A story reads `data` as the JSON it is, and its expectations are the check. */
export interface Answer {
  // oxlint-disable-next-line typescript/no-explicit-any
  data: any;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; [key: string]: unknown } }[];
  status: number;
}

/** Somebody in a story: a client with a token of their own, perhaps, and one correlation id for all they do. */
export interface Client {
  correlationId: string;
  /** Their access token, if they are signed in. */
  token: string | undefined;
  ask(document: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer>;
  /** Like `ask`, but fails the story when there are errors, and answers the data alone. */
  data(document: string, variables?: Record<string, unknown>): Promise<Answer['data']>;
  withToken(token: string): Client;
}

const addressOfSoko = (): string => {
  const url = process.env['SOKO_URL'];
  if (url === undefined) throw new Error('SOKO_URL is not set: run the stories with jest --selectProjects e2e.');
  return url;
};

export function client(
  options: { url?: string; token?: string; correlationId?: string; timeoutMs?: number } = {},
): Client {
  const { url = addressOfSoko(), token, correlationId = `story-${v7()}`, timeoutMs } = options;

  const ask: Client['ask'] = async (query, variables = {}, headers = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-correlation-id': correlationId,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
      ...(timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) }),
    });
    return { ...((await response.json()) as Omit<Answer, 'status'>), status: response.status };
  };

  return {
    correlationId,
    token,
    ask,
    async data(document, variables) {
      const { data, errors } = await ask(document, variables);
      if (errors !== undefined) throw new Error(`Unexpected errors: ${JSON.stringify(errors, null, 2)}`);
      return data;
    },
    withToken: (newToken) =>
      client({ url, token: newToken, correlationId, ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
  };
}

/** Somebody who is signed in with one of the demo accounts. */
export async function signedInAs(email: string, url?: string): Promise<Client> {
  const visitor = client(url === undefined ? {} : { url });
  const { logIn } = await visitor.data(
    `mutation($input: LogInInput!) { logIn(input: $input) { ... on Session { accessToken } ... on UserError { code message } } }`,
    { input: { email, password: 'soko-demo-2026' } },
  );
  if (logIn.accessToken === undefined) throw new Error(`${email} could not sign in: ${JSON.stringify(logIn)}`);
  return visitor.withToken(logIn.accessToken);
}
