import type { Simulator } from '../simulator.ts';
import type { Work } from '../work/work.ts';
import { list, type Params, readParams, type Shape, text } from './params.ts';
import type { RawParams } from './raw-params.ts';

/** One call of an endpoint, with its parameters read. */
export interface Call<S extends Shape> {
  params: Params<S>;
  /** The parameters of the path, such as `:id`. */
  path: Readonly<Record<string, string>>;
  work: Work;
  simulator: Simulator;
  /** The requested path, for lists. */
  url: string;
}

/** An endpoint. `prepare` reads the parameters, throwing what is wrong with them, before anything runs. */
export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  prepare(raw: RawParams): { expand: readonly string[]; run(call: Omit<Call<Shape>, 'params'>): unknown };
}

const expandable = { expand: list(text()) };

/** Describes an endpoint. `run` returns the object to send. */
export const route = <S extends Shape>(
  method: Route['method'],
  path: string,
  shape: S,
  run: (call: Call<S>) => unknown,
): Route => ({
  method,
  path,
  prepare(raw) {
    const { expand, ...params } = readParams({ ...shape, ...expandable }, raw);
    return { expand: expand ?? [], run: (call) => run({ ...call, params: params as unknown as Params<S> }) };
  },
});
