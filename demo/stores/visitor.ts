import { demoPassword } from '../people/demo-accounts.ts';

/** What the graph answers; the queries beside the calls say its shape. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Data = Record<string, any>;

/** A mutation was refused. */
export class Refused extends Error {
  override readonly name = 'Refused';

  /** The code of the refusal, such as `ALREADY_BOUND`. */
  readonly code: string;

  constructor(field: string, { code, message }: { code: string; message: string }) {
    super(`${field} was refused: ${message} (${code})`);
    this.code = code;
  }
}

/** Somebody at the public address of a running Soko. */
export interface Visitor {
  ask(query: string, variables?: object): Promise<Data>;
  /** Runs the mutation `field` and returns the fields of its result. Throws `Refused`. */
  act(field: string, type: string, fields: string, input: object): Promise<Data>;
}

const inputOf = (field: string): string => `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;

function visitor(url: string, token: string | null): Visitor {
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
  async function ask(query: string, variables: object = {}): Promise<Data> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: Data; errors?: { message: string }[] };
    if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join(' '));
    return data!;
  }
  return {
    ask,
    async act(field, type, fields, input) {
      const { [field]: result } = await ask(
        `mutation ($input: ${inputOf(field)}!) { ${field}(input: $input) { ... on ${type} { ${fields} } ... on UserError { code message } } }`,
        { input },
      );
      if (typeof result.code === 'string' && typeof result.message === 'string') throw new Refused(field, result);
      return result;
    },
  };
}

/** Signs a person of the demo in. */
export async function signIn(url: string, email: string): Promise<Visitor> {
  const { accessToken } = await visitor(url, null).act('logIn', 'Session', 'accessToken', {
    email,
    password: demoPassword,
  });
  return visitor(url, accessToken);
}
