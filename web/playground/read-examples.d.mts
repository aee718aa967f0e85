/** An operation that shows something, as it is in `examples/`. */
export interface Example {
  /** Its file, such as `02-search.graphql`: examples are run in the order of their names. */
  file: string;
  /** The part of the tour it belongs to. */
  group: string;
  /** What it shows. */
  title: string;
  /** The name of its operation. */
  name: string;
  query: string;
  /** JSON with `{{names}}` that are filled in when it is sent, or null. */
  variables: string | null;
}

export function readExamples(): Example[];
