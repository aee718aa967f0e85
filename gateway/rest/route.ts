import type { Scope } from '@soko/auth';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/**
 * Who may use a route: `everyone` without a token too, `people` who are guests or signed in, `users` who are signed in, or
 * users and API keys with one of the scopes. `keys` are the scopes of which an API key needs one where everyone else needs no
 * right. The directives of the graph decide; a spec compares this with them.
 */
export type Access = 'everyone' | 'people' | 'users' | readonly Scope[] | { keys: readonly Scope[] };

/**
 * A route below `/v1`: an address for one named operation of the graph, whose only root field has the alias `result`.
 *
 * A variable with the name of a parameter in the path gets its value. `$first`, `$after`, `$last` and `$before` are the page,
 * `$input` is the body, and every other variable is a parameter of the query.
 */
export interface Route {
  method: Method;
  /** Path with its parameters in braces, such as `/products/{id}`. */
  path: string;
  access: Access;
  /** One sentence for the documentation. */
  summary: string;
  operation: string;
  /**
   * Field of the input that each parameter of the path fills, where it has another name: `{ id: 'productId' }`. The body has
   * none of these fields.
   */
  fills?: Readonly<Record<string, string>>;
  /** Field of the result that is the answer, for a list inside of a thing. */
  pick?: string;
  /** Status of the answer. Default 200. */
  status?: 200 | 201 | 202 | 204;
}

/** Routes of one kind of thing. */
export interface RouteGroup {
  name: string;
  description: string;
  routes: readonly Route[];
}
