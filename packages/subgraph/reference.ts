/** An entity of another subgraph, of which this one knows only the id. */
export interface Reference {
  id: string;
}
