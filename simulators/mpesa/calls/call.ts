import type { Simulator } from '../simulator.ts';
import type { Body } from '../wire/read-body.ts';

/** A call of the API: returns the answer, or throws a `DarajaError`. */
export interface Call {
  path: string;
  run(simulator: Simulator, body: Body): object | Promise<object>;
}
